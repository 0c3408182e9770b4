import Randomness

/// What stands and drives along one road, laid out from its beginning to its end.
struct Layout {
    /// Everything, by where it begins.
    private(set) var actors: [Actor] = []
    /// Where the driven car begins.
    let start: RoadPosition
    /// Its speed there, m/s.
    let startSpeed = 5.0
    let road: Road
    var draw: RandomStream
    /// The lane the driven car is most likely to be in by now: things are mostly put in its way.
    var likelyLane: Int

    init(recipe: Recipe, road: Road, seed: Seed) {
        self.road = road
        draw = seed.stream("layout")
        likelyLane = draw.integer(in: 0..<road.laneCount)
        start = RoadPosition(s: 10, offset: road.offset(ofLane: likelyLane), heading: 0)
        var s = 70 + draw.uniform(0, 30)
        while s < road.length - 60 {
            let encounter = recipe.encounters[draw.integer(in: 0..<recipe.encounters.count)]
            s += place(encounter, at: s)
            s += draw.uniform(recipe.spacing.lowerBound, recipe.spacing.upperBound)
        }
    }

    /// Adds one actor.
    mutating func add(
        _ kind: ActorKind, s: Double, offset: Double, heading: Double = 0, colour: Colour? = nil,
        script: Script = .still
    ) {
        let chosen = colour ?? paint(for: kind)
        actors.append(
            Actor(
                id: actors.count, kind: kind,
                position: RoadPosition(s: s, offset: offset, heading: heading),
                size: ActorSize(kind), colour: chosen, script: script))
    }
    /// The lane to be blocked: mostly the one the car is likely to be in.
    mutating func lane() -> Int {
        draw.chance(0.7) ? likelyLane : draw.integer(in: 0..<road.laneCount)
    }
    /// Notes that a lane is blocked, so the car is next to it from here on: on its left if it can.
    mutating func block(_ lane: Int) {
        guard lane == likelyLane else { return }
        likelyLane = lane + 1 < road.laneCount ? lane + 1 : lane - 1
    }
    /// A strong colour that stands out from road and land.
    private mutating func paint(for kind: ActorKind) -> Colour {
        switch kind {
        case .car, .parkedCar, .van: Palette.vehicles[draw.integer(in: 0..<Palette.vehicles.count)]
        case .pedestrian: Palette.clothes[draw.integer(in: 0..<Palette.clothes.count)]
        case .cone: Palette.cone
        case .barrier: Palette.barrier
        }
    }
}
