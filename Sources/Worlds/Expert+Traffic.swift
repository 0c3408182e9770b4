import Motion

/// Which lane, and how fast, for what is on the road.
extension Expert {
    private enum Margins {
        /// Metres beside the car's body within which a thing blocks its way.
        static let side = 0.45
        /// Metres beside the car's body that are enough while moving over.
        static let moving = 0.3
        /// Metres more of free lane that make a lane change worth it.
        static let gain = 15.0
        /// Metres of free lane beyond which more makes no difference.
        static let enough = 62.0
        /// Metres of free lane that a metre on the way to one side is worth.
        static let lean = 25.0
        /// Metres beside the car within which a pedestrian on the road is waited for.
        static let pedestrian = 2.2
        /// m/s: how fast a pedestrian may come.
        static let walkingPace = 1.8
        /// m/s2: the braking that is kept in hand for a pedestrian further to the side.
        static let lateBraking = 2.8
    }

    /// Metres that can be looked ahead in this light and weather.
    private func sight(in world: World) -> Double {
        min(world.environment.sightDistance, Limits.beliefRange)
    }

    /// The nearest lane, unless it is blocked ahead and a neighbour is free for longer.
    func targetLane(in world: World) -> Int {
        let road = world.road
        let current = road.lane(nearest: world.egoRoadPosition.offset)
        let here = freeLength(ofLane: current, in: world)
        guard here < min(style.lookAhead, sight(in: world)) else { return current }
        var (best, worth) = (current, -Double.infinity)
        let aside = world.egoRoadPosition.offset - road.offset(ofLane: current)
        // The left neighbour first: it wins a draw.
        for lane in [current + 1, current - 1] where lane >= 0 && lane < road.laneCount {
            let length = min(freeLength(ofLane: lane, in: world), Margins.enough)
            guard length > here + Margins.gain else { continue }
            // The side the car is already on its way to is kept to.
            let lean = Margins.lean * aside * Double(lane - current)
            if length + lean > worth { (best, worth) = (lane, length + lean) }
        }
        return best
    }

    /// Metres from the front bumper to the first thing that blocks a lane; nothing if something is
    /// beside the car.
    func freeLength(ofLane lane: Int, in world: World) -> Double {
        let centre = world.road.offset(ofLane: lane)
        let current = world.road.lane(nearest: world.egoRoadPosition.offset)
        var length = Limits.freeLaneLength
        for index in world.active {
            let actor = world.actors[index]
            let side = actor.kind == .pedestrian ? Margins.pedestrian : Margins.side
            let across = actor.halfAcross + CarBody.width / 2 + side
            guard abs(actor.offset - centre) < across, !isBystander(actor, in: world)
            else { continue }
            let gap = world.gap(to: actor)
            let isBehind = gap + 2 * actor.halfAlong + CarBody.length < -1
            // Who is on the road on foot is waited for, not driven around, and not turned toward.
            guard !isBehind, actor.kind != .pedestrian || lane != current else { continue }
            length = min(length, max(gap, 0))
        }
        return length
    }

    /// The highest speed that goes with everything ahead on the way to the offset `target`.
    func trafficSpeed(in world: World, target: Double) -> Double {
        let sight = sight(in: world)
        var speed = style.cruise
        for index in world.active {
            let actor = world.actors[index]
            let gap = world.gap(to: actor)
            guard gap > -0.5, gap < sight else { continue }
            let limit =
                actor.kind == .pedestrian
                ? speedNear(pedestrian: actor, gap: gap, target: target, world: world)
                : speedBehind(actor, gap: gap, target: target, world: world)
            speed = min(speed, limit)
        }
        return speed
    }

    /// The speed from which `braking` stops the car in `distance` metres; below zero past the
    /// place, so that the brakes hold.
    private func stoppable(in distance: Double, braking: Double) -> Double {
        guard distance > 0 else { return max(1.2 * distance, -2) }
        return min((2 * braking * distance).squareRoot(), 1.2 * distance)
    }

    /// True for someone on foot who is off the lanes.
    private func isBystander(_ actor: Actor, in world: World) -> Bool {
        actor.kind == .pedestrian && abs(actor.offset) >= world.road.leftEdge + 0.35
    }

    private func speedNear(
        pedestrian: Actor, gap: Double, target: Double, world: World
    ) -> Double {
        let offset = world.egoRoadPosition.offset
        let (low, high) = (min(offset, target), max(offset, target))
        let half = CarBody.width / 2 + pedestrian.halfAcross
        let clearance = max(low - pedestrian.offset, pedestrian.offset - high, 0) - half
        guard !isBystander(pedestrian, in: world) else {
            let past = style.pedestrianSpeed + 2 * max(clearance - 1, 0)
            return (past * past + 2 * style.braking * max(gap - 12, 0)).squareRoot()
        }
        // Past before they could be here, if they came: braking now would only make it close.
        let reach = Margins.walkingPace * (gap + CarBody.length + 0.5)
        if reach < world.ego.speed * (clearance - 0.8) { return style.cruise }
        let aside = max(clearance - Margins.pedestrian, 0)
        let braking = style.braking + min(aside, 2) / 2 * (Margins.lateBraking - style.braking)
        // Who is well to the side, or walking away, is crept past.
        let creep = 1.2 * max(aside - 0.5, 0)
        return max(stoppable(in: gap - style.pedestrianGap, braking: braking), creep)
    }

    private func speedBehind(
        _ actor: Actor, gap: Double, target: Double, world: World
    ) -> Double {
        let offset = world.egoRoadPosition.offset
        let half = CarBody.width / 2 + actor.halfAcross
        let stop = stoppable(in: gap - style.standingGap, braking: style.braking)
        guard abs(actor.offset - target) >= half + Margins.side else { return stop }
        // On the way over: not there before the car is clear of it sideways.
        let nose = offset + CarBody.front * Trigonometry.sine(world.egoRoadPosition.heading)
        let overlap = half + Margins.moving - abs(actor.offset - nose)
        if overlap > 0 {
            let time = overlap / (0.85 * style.lateralSpeed) + 0.6
            return max(stop, (gap - 1) / time)
        }
        let clearance = abs(actor.offset - offset) - half
        let past = style.passingSpeed + 4 * max(clearance - 0.8, 0)
        return (past * past + 2 * style.braking * max(gap, 0)).squareRoot()
    }
}
