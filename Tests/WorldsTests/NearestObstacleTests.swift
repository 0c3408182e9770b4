import Testing

@testable import Worlds

@Suite struct NearestObstacleTests {
    @Test func `is the nearest thing in the lane, from the front bumper`() {
        let world = Places.straight(
            speed: 5,
            actors: [
                Places.actor(.parkedCar, id: 0, s: 100, offset: -1.75),
                Places.actor(.cone, id: 1, s: 90, offset: -1.25),
                Places.actor(.cone, id: 2, s: 60, offset: 1.75),
                Places.actor(.cone, id: 3, s: 45, offset: -1.75),
            ])
        let obstacle = NearestObstacle(in: world)
        #expect(obstacle.isPresent)
        #expect(abs(obstacle.distance - (90 - 0.2 - 50 - 3.3)) < 1e-9)
        #expect(abs(obstacle.offset - 0.5) < 1e-9)
    }
    @Test func `is none at 80 m on a free road and beyond what can be seen`() {
        #expect(!NearestObstacle(in: Places.straight(speed: 5)).isPresent)
        #expect(NearestObstacle(in: Places.straight(speed: 5)).distance == 80)
        let actors = [Places.actor(.parkedCar, s: 100, offset: -1.75)]
        var fog = Places.clearDay
        fog.fogVisibility = 50
        #expect(NearestObstacle(in: Places.straight(speed: 5, actors: actors)).isPresent)
        let hidden = Places.straight(speed: 5, environment: fog, actors: actors)
        #expect(!NearestObstacle(in: hidden).isPresent)
    }
}
