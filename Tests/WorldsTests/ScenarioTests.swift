import Randomness
import Testing

@testable import Worlds

@Suite struct ScenarioTests {
    @Test func `are at least eight, each found by its own name`() throws {
        #expect(Scenario.all.count >= 8)
        for scenario in Scenario.all {
            #expect(try #require(Scenario.named(scenario.name)) == scenario)
        }
        #expect(Set(Scenario.all.map(\.name)).count == Scenario.all.count)
        #expect(Scenario.named("no such drive") == nil)
    }
    @Test func `put no actor into another or into the car`() {
        for scenario in Scenario.all {
            for value in 0..<30 {
                let world = scenario.world(seed: Seed(UInt64(value)))
                #expect(!world.isColliding && !world.isOffRoad)
                for (index, one) in world.actors.enumerated() {
                    #expect(one.id == index)
                    for other in world.actors[..<index] {
                        let along = abs(one.s - other.s) - one.halfAlong - other.halfAlong
                        let across =
                            abs(one.offset - other.offset) - one.halfAcross - other.halfAcross
                        #expect(
                            along > 0 || across > 0,
                            "\(scenario.name) \(value): \(one.id) in \(other.id)")
                    }
                }
            }
        }
    }
    @Test func `leave a lane free past everything that stays where it is`() {
        for scenario in Scenario.all {
            for value in 0..<30 {
                let world = scenario.world(seed: Seed(UInt64(value)))
                let still = world.actors.filter { $0.script == .still && $0.kind != .pedestrian }
                for one in still {
                    // Everything within a car's length of it.
                    let cluster = still.filter {
                        abs($0.s - one.s) < $0.halfAlong + one.halfAlong + CarBody.length
                    }
                    let isFree = (0..<world.road.laneCount).contains { lane in
                        cluster.allSatisfy {
                            abs($0.offset - world.road.offset(ofLane: lane))
                                > $0.halfAcross + CarBody.width / 2 + 0.4
                        }
                    }
                    #expect(isFree, "\(scenario.name) \(value) at \(one.s)")
                }
            }
        }
    }
    @Test func `have the weather they are named after`() {
        for value in 0..<30 {
            let seed = Seed(UInt64(value))
            let worlds = ["rain", "fog", "night"].compactMap {
                Scenario.named($0)?.world(seed: seed)
            }
            #expect(worlds[0].environment.rain >= 0.5)
            #expect(worlds[1].environment.fogVisibility <= 100)
            #expect(worlds[2].environment.light <= 0.3)
            // The same seed is the same town under another sky.
            #expect(worlds[0].actors == worlds[1].actors && worlds[1].actors == worlds[2].actors)
        }
    }
}
