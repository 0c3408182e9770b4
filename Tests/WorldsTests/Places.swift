import Motion
import Randomness

@testable import Worlds

/// Worlds made by hand for one question each.
enum Places {
    static let clearDay = Environment(
        light: 1, rain: 0, fogVisibility: 500, sensorNoise: 0, textureSeed: 1,
        skyTint: Colour(red: 180, green: 200, blue: 220),
        asphalt: Colour(red: 90, green: 90, blue: 90), grass: Colour(red: 80, green: 120, blue: 60))

    /// A straight road of 1 km; the car at 50 m in lane 0 at `speed`.
    static func straight(
        lanes: Int = 2, speed: Double, environment: Environment = clearDay, actors: [Actor] = []
    ) -> World {
        let road = Road(start: .identity, laneCount: lanes, stretches: [(1000, 0)])
        return World(
            scenario: "test", seed: Seed(0), road: road, environment: environment,
            start: RoadPosition(s: 50, offset: road.offset(ofLane: 0), heading: 0),
            startSpeed: speed, actors: actors)
    }
    /// One actor that stands, or does what `script` says.
    static func actor(
        _ kind: ActorKind, id: Int = 0, s: Double, offset: Double, script: Script = .still
    ) -> Actor {
        Actor(
            id: id, kind: kind, position: RoadPosition(s: s, offset: offset, heading: 0),
            size: ActorSize(kind), colour: Palette.cone, script: script)
    }
}
