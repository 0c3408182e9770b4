import Motion
import Randomness
import Testing
import Timekeeping

@testable import Worlds

@Suite struct ExpertTests {
    @Test(arguments: Scenario.all)
    func `drives a minute of every scenario without touching anything`(scenario: Scenario) {
        for (style, speeds) in [(DrivingStyle.brisk, 5.0...11.0), (.cautious, 3.0...5.1)] {
            for value in 900..<UInt64(902) {
                var world = scenario.world(seed: Seed(value))
                let expert = Expert(style: style)
                for _ in 0..<3000 { world.step(expert.command(for: world)) }
                #expect(world.score.collisions == 0, "seed \(value)")
                #expect(world.score.offRoadTime == .zero, "seed \(value)")
                #expect(speeds.contains(world.score.averageSpeed), "seed \(value)")
            }
        }
    }
    @Test func `comes back to the lane from a push of 1.5 m and 0.2 rad`() {
        for style in [DrivingStyle.brisk, .cautious] {
            for (side, turn) in [(1.5, 0.2), (1.5, -0.2), (-0.3, -0.06), (-1, 0.2)] {
                var world = Places.straight(speed: style.cruise)
                let lane = world.road.offset(ofLane: 0)
                world.place(
                    at: RoadPosition(s: 60, offset: lane + side, heading: turn),
                    speed: style.cruise)
                let expert = Expert(style: style)
                for _ in 0..<400 { world.step(expert.command(for: world)) }
                let place = world.egoRoadPosition
                let nearest = world.road.offset(ofLane: world.road.lane(nearest: place.offset))
                #expect(abs(place.offset - nearest) < 0.1, "\(side) \(turn)")
                #expect(abs(place.heading) < 0.02, "\(side) \(turn)")
                #expect(world.score.offRoadTime == .zero, "\(side) \(turn)")
            }
        }
    }
    @Test func `goes around what stands in its lane and then stays where it is`() {
        for style in [DrivingStyle.brisk, .cautious] {
            var world = Places.straight(
                speed: style.cruise, actors: [Places.actor(.parkedCar, s: 130, offset: -1.75)])
            let expert = Expert(style: style)
            for _ in 0..<1500 { world.step(expert.command(for: world)) }
            #expect(world.score.collisions == 0)
            #expect(world.egoRoadPosition.s > 140)
            #expect(abs(world.egoRoadPosition.offset - 1.75) < 0.1)
        }
    }
    @Test func `stops behind a full road and waits for a pedestrian to cross`() {
        var blocked = Places.straight(
            speed: 11,
            actors: [
                Places.actor(.barrier, id: 0, s: 130, offset: -1.75),
                Places.actor(.barrier, id: 1, s: 130, offset: 1.75),
            ])
        let expert = Expert(style: .brisk)
        for _ in 0..<1000 { blocked.step(expert.command(for: blocked)) }
        #expect(blocked.ego.speed < 0.05 && blocked.score.collisions == 0)

        let walk = Script.walk(trigger: 30, speed: 1.4, target: 4.2, turn: nil)
        var crossed = Places.straight(
            speed: 8, actors: [Places.actor(.pedestrian, s: 120, offset: -4.2, script: walk)])
        var slowest = 11.0
        for _ in 0..<1000 {
            crossed.step(expert.command(for: crossed))
            slowest = min(slowest, crossed.ego.speed)
        }
        #expect(slowest < 3 && crossed.score.collisions == 0)
        #expect(crossed.egoRoadPosition.s > 150)
    }
    @Test func `plans what it then drives`() throws {
        var world = try #require(Scenario.named("town")).world(seed: Seed(3))
        let expert = Expert(style: .brisk)
        for _ in 0..<400 { world.step(expert.command(for: world)) }
        let plan = Expert.rollout(world: world, style: .brisk, steps: 25, every: 5)
        #expect(plan.count == 25)
        let origin = world.ego.pose
        for step in plan {
            for _ in 0..<5 { world.step(expert.command(for: world)) }
            let pose = origin.relative(world.ego.pose)
            #expect(
                step
                    == PlanStep(
                        x: pose.x, y: pose.y, heading: pose.heading, speed: world.ego.speed))
        }
    }
    @Test func `plans smoothly: no pull or turn beyond comfort and braking`() throws {
        for scenario in Scenario.all {
            var world = scenario.world(seed: Seed(11))
            let expert = Expert(style: .brisk)
            for frame in 0..<1500 {
                world.step(expert.command(for: world))
                guard frame.isMultiple(of: 75) else { continue }
                let plan = Expert.rollout(world: world, style: .brisk, steps: 25, every: 5)
                for (one, next) in zip(plan, plan.dropFirst()) {
                    let acceleration = (next.speed - one.speed) / 0.1
                    let sideways = (next.heading - one.heading) / 0.1 * next.speed
                    #expect((-6.01...1.61).contains(acceleration))
                    #expect(abs(sideways) < 3.2)
                }
            }
        }
    }
}
