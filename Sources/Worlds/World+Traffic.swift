import Motion

/// What the others do in one step.
extension World {
    /// Moves every actor that is near enough to matter by one step.
    mutating func stepActors() {
        for index in active {
            switch actors[index].script {
            case .still: continue
            case .walk(let trigger, let speed, let target, let turn):
                walk(index, trigger: trigger, speed: speed, target: target, turn: turn)
            case .drive(let cruise):
                drive(index, toward: cruise)
            case .brake(let cruise, let trigger, let braking, let pause):
                brake(index, cruise: cruise, trigger: trigger, braking: braking, pause: pause)
            case .cutIn(let cruise, let trigger, let target, let lateralSpeed):
                cutIn(
                    index, cruise: cruise, trigger: trigger, target: target,
                    lateralSpeed: lateralSpeed)
            }
        }
    }

    /// Metres from the front bumper of the car to the near side of an actor, along the road.
    func gap(to actor: Actor) -> Double {
        actor.s - actor.halfAlong - egoRoadPosition.s - CarBody.front
    }

    private mutating func walk(
        _ index: Int, trigger: Double, speed: Double, target: Double, turn: Double?
    ) {
        let dt = Limits.stepSeconds
        var actor = actors[index]
        defer { actors[index] = actor }
        switch actor.stage {
        case .before:
            let gap = gap(to: actor)
            // Nobody steps out in front of a car that could not stop any more.
            let stopping = ego.speed * ego.speed / 9 + 0.5 * ego.speed + 2
            guard gap < trigger, gap > stopping else { return }
            actor.stage = .acting
            actor.lateralSpeed = target > actor.offset ? speed : -speed
        case .acting, .returning:
            // Nobody walks into the side of a car that passes.
            let toward = actor.lateralSpeed > 0 ? 1.0 : -1.0
            let side = (egoRoadPosition.offset - actor.offset) * toward - CarBody.width / 2
            let gap = gap(to: actor)
            let isBeside = gap < 0.4 * ego.speed && gap > -CarBody.length - 1.5
            if isBeside, side > -0.2, side < 0.9, ego.speed > 0.8 { return }
            // A car that has stopped short is walked around.
            if gap < 0.6, gap > -0.6, side > -CarBody.width - 0.4, side < 1.2 { actor.s += dt }
            actor.offset += actor.lateralSpeed * dt
            // A walk leads to the mirror image of where it began.
            let goal = actor.stage == .returning ? -target : target
            if actor.stage == .acting, let turn, (actor.offset - turn) * toward > 0 {
                actor.stage = .returning
                actor.lateralSpeed = -actor.lateralSpeed
            } else if (actor.offset - goal) * toward > 0 {
                actor.stage = .after
                actor.lateralSpeed = 0
            }
        case .after:
            return
        }
        if actor.lateralSpeed != 0 {
            actor.turn(to: actor.lateralSpeed > 0 ? Double.pi / 2 : -Double.pi / 2)
        }
    }

    private mutating func brake(
        _ index: Int, cruise: Double, trigger: Double, braking: Double, pause: Double
    ) {
        let actor = actors[index]
        switch actor.stage {
        case .before:
            let isFollowed = abs(actor.offset - egoRoadPosition.offset) < 1.2
            if isFollowed, gap(to: actor) < trigger { enter(.acting, index) }
            drive(index, toward: cruise)
        case .acting:
            actors[index].speed = max(0, actor.speed - braking * Limits.stepSeconds)
            actors[index].s += actors[index].speed * Limits.stepSeconds
            if actors[index].speed == 0 { enter(.returning, index) }
        case .returning:
            actors[index].stageSteps += 1
            if Double(actor.stageSteps) * Limits.stepSeconds > pause { enter(.after, index) }
        case .after:
            drive(index, toward: cruise)
        }
    }

    private mutating func cutIn(
        _ index: Int, cruise: Double, trigger: Double, target: Double, lateralSpeed: Double
    ) {
        drive(index, toward: cruise)
        let actor = actors[index]
        switch actor.stage {
        case .before:
            let gap = gap(to: actor)
            let closing = max(ego.speed - actor.speed, 0)
            let isBeside = abs(egoRoadPosition.offset - target) < 1.2
            // Only with room left to brake at half of what the car can do, and a free lane.
            guard isBeside, gap < trigger, gap > 8 + closing * closing / 6,
                clearance(ahead: index, offset: target, from: actor.s - 12) > 30
            else { return }
            enter(.acting, index)
        case .acting:
            let toward = target > actor.offset ? 1.0 : -1.0
            let rest = abs(target - actor.offset)
            // The last half metre is eased out of.
            let lateral = toward * min(lateralSpeed, 0.2 + 1.6 * rest) * min(actor.speed / 3, 1)
            actors[index].lateralSpeed = lateral
            actors[index].offset += lateral * Limits.stepSeconds
            actors[index].turn(to: Trigonometry.angle(y: lateral, x: max(actor.speed, 1)))
            guard rest < 0.02 else { return }
            actors[index].lateralSpeed = 0
            actors[index].turn(to: 0)
            enter(.after, index)
        case .returning, .after:
            return
        }
    }

    /// Keeps to its lane at `cruise` m/s, braking for what is ahead in it; whoever has been
    /// overtaken falls back, since nothing is to come at the car from where it cannot see.
    private mutating func drive(_ index: Int, toward cruise: Double) {
        let actor = actors[index]
        let front = actor.s + actor.halfAlong
        guard gap(to: actor) < Limits.wakeDistance else { return }
        var wanted = cruise
        let lead = front - egoRoadPosition.s
        // Beside a car that stands and may be waiting for the lane it drives on instead.
        let isInTheWay = ego.speed < 1 && lead > -CarBody.rear - 1.5
        if lead < CarBody.middle, !isInTheWay { wanted = 0 }
        let gap = clearance(ahead: index, offset: actor.offset, from: front)
        wanted = min(wanted, (2 * 2.5 * max(0, gap - 3)).squareRoot())
        let change = min(max((wanted - actor.speed) / 0.3, -6), 1.5)
        actors[index].speed = max(0, actor.speed + change * Limits.stepSeconds)
        actors[index].s += actors[index].speed * Limits.stepSeconds
    }
    /// Metres from `from` to whatever is next ahead of an actor in the strip it would take at
    /// `offset`, the driven car included.
    private func clearance(ahead index: Int, offset: Double, from: Double) -> Double {
        let half = actors[index].halfAcross + 0.3
        var nearest = Double.infinity
        for other in active where other != index {
            let actor = actors[other]
            let rear = actor.s - actor.halfAlong
            guard rear > from - 1, rear - from < nearest else { continue }
            let margin = actor.kind == .pedestrian && actor.stage != .before ? 1.2 : 0
            guard abs(actor.offset - offset) < half + actor.halfAcross + margin else { continue }
            nearest = rear - from
        }
        let rear = egoRoadPosition.s - CarBody.rear
        if rear > from - 1, abs(egoRoadPosition.offset - offset) < half + CarBody.width / 2 {
            nearest = min(nearest, rear - from)
        }
        return nearest
    }
    private mutating func enter(_ stage: Script.Stage, _ index: Int) {
        actors[index].stage = stage
        actors[index].stageSteps = 0
    }
}
