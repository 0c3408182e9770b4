import Motion
import Randomness
import Testing

@testable import Worlds

@Suite struct RoadTests {
    @Test func `finds a point of the road again from a guess metres away`() throws {
        let seed = Seed(41)
        var draw = seed.stream("points")
        for scenario in Scenario.all {
            let road = scenario.world(seed: seed).road
            for _ in 0..<200 {
                let place = RoadPosition(
                    s: draw.uniform(0, road.length), offset: draw.uniform(-8, 8),
                    heading: draw.uniform(-0.5, 0.5))
                let guess = place.s + draw.uniform(-6, 6)
                let found = road.project(road.pose(at: place), near: guess)
                #expect(abs(found.s - place.s) < 1e-6)
                #expect(abs(found.offset - place.offset) < 1e-6)
                #expect(abs(found.heading - place.heading) < 1e-6)
            }
        }
    }
    @Test func `is without gaps and kinks, curves at 45 m or more and has two or three lanes`() {
        for scenario in Scenario.all {
            for value in 0..<20 {
                let road = scenario.world(seed: Seed(UInt64(value))).road
                #expect((2...3).contains(road.laneCount))
                #expect(road.length >= 1500)
                for segment in road.segments {
                    #expect(abs(segment.curvature) <= 1 / 45.0)
                    let before = road.pose(at: segment.start - 1e-6)
                    let gap = before.relative(segment.pose)
                    #expect(abs(gap.x) < 1e-5 && abs(gap.y) < 1e-5 && abs(gap.heading) < 1e-6)
                }
            }
        }
    }
    @Test func `numbers lanes from the right`() {
        let road = Road(start: .identity, laneCount: 3, stretches: [(100, 0)])
        #expect((0..<3).map { road.offset(ofLane: $0) } == [-3.5, 0, 3.5])
        #expect(road.lane(nearest: -9) == 0)
        #expect(road.lane(nearest: 1.7) == 1)
        #expect(road.lane(nearest: 1.8) == 2)
    }
}
