import Randomness

/// How each encounter is laid out: never more than one lane blocked by things that stay.
extension Layout {
    /// Places `encounter` from `s` on and says how many metres of road it takes.
    mutating func place(_ encounter: Encounter, at s: Double) -> Double {
        switch encounter {
        case .slowVehicle: slowVehicle(at: s)
        case .slowGroup: slowGroup(at: s)
        case .parkedCar: parkedCar(at: s)
        case .stoppedVehicle: stoppedVehicle(at: s)
        case .roadworks: roadworks(at: s)
        case .obstacle: obstacle(at: s)
        case .bystanders: bystanders(at: s)
        case .crossing: walker(at: s, trigger: 30...50, mayTurn: false)
        case .stepOut: walker(at: s, trigger: 16...26, mayTurn: true)
        case .suddenStop: suddenStop(at: s)
        case .cutIn: cutIn(at: s)
        }
    }

    private mutating func slowVehicle(at s: Double) -> Double {
        let lane = lane()
        let offset = road.offset(ofLane: lane) + draw.uniform(-0.15, 0.15)
        add(
            draw.chance(0.3) ? .van : .car, s: s, offset: offset,
            script: .drive(cruise: draw.uniform(3, 6)))
        block(lane)
        return 25
    }
    private mutating func slowGroup(at s: Double) -> Double {
        let first = lane()
        let second = first + 1 < road.laneCount ? first + 1 : first - 1
        // Different speeds: the group opens up after a while.
        let slow = draw.uniform(3, 5)
        add(.car, s: s, offset: road.offset(ofLane: first), script: .drive(cruise: slow))
        let ahead = s + draw.uniform(8, 20)
        let kind: ActorKind = draw.chance(0.3) ? .van : .car
        add(
            kind, s: ahead, offset: road.offset(ofLane: second),
            script: .drive(cruise: slow + draw.uniform(1.2, 2)))
        return 40
    }
    private mutating func parkedCar(at s: Double) -> Double {
        let isRight = draw.chance(0.7)
        let reachesIn = draw.chance(0.5)
        // How far its inner side is inside the outer lane line; never in between the two cases.
        let inside = reachesIn ? draw.uniform(0.9, 1.7) : draw.uniform(-0.5, 0.1)
        let offset = road.leftEdge + ActorSize.car.width / 2 - inside
        add(.parkedCar, s: s, offset: isRight ? -offset : offset)
        if reachesIn { block(isRight ? 0 : road.laneCount - 1) }
        return 5
    }
    private mutating func stoppedVehicle(at s: Double) -> Double {
        let lane = lane()
        let offset = road.offset(ofLane: lane) + draw.uniform(-0.3, 0.3)
        add(draw.chance(0.3) ? .van : .parkedCar, s: s, offset: offset)
        block(lane)
        return 6
    }
    private mutating func roadworks(at s: Double) -> Double {
        let lane = draw.chance(0.6) && likelyLane != 1 ? likelyLane : draw.chance(0.5) ? 0 : -1
        let works = lane < 0 ? road.laneCount - 1 : min(lane, road.laneCount - 1)
        let isRight = works == 0
        let side = isRight ? -1.0 : 1.0
        let centre = road.offset(ofLane: isRight ? 0 : road.laneCount - 1)
        // The taper: from the outer line to the inner half of the lane in 16 m.
        for step in 0..<5 {
            let inward = 1.5 - 0.55 * Double(step)
            add(.cone, s: s + 4 * Double(step), offset: centre + side * inward)
        }
        add(.barrier, s: s + 20, offset: centre)
        let length = draw.uniform(12, 36)
        var along = 5.0
        while along < length {
            add(.cone, s: s + 20 + along, offset: centre - side * 0.7)
            along += 5
        }
        // Half way along, in the middle between two cones.
        let half = 5 * (length / 10).rounded(.down) + 2.5
        if length > 20 { add(.barrier, s: s + 20 + half, offset: centre + side * 0.3) }
        block(isRight ? 0 : road.laneCount - 1)
        return 20 + length
    }
    private mutating func obstacle(at s: Double) -> Double {
        let lane = lane()
        let centre = road.offset(ofLane: lane)
        if draw.chance(0.4) {
            add(.barrier, s: s, offset: centre + draw.uniform(-0.4, 0.4))
        } else {
            for step in 0..<3 {
                add(.cone, s: s + 2 * Double(step), offset: centre + 0.6 * Double(step - 1))
            }
        }
        block(lane)
        return 6
    }
    private mutating func bystanders(at s: Double) -> Double {
        let side = draw.chance(0.5) ? -1.0 : 1.0
        for step in 0..<draw.integer(in: 1..<4) {
            let offset = side * (road.leftEdge + draw.uniform(0.5, 1.2))
            add(
                .pedestrian, s: s + 1.5 * Double(step), offset: offset, heading: draw.uniform(-3, 3)
            )
        }
        return 5
    }
    private mutating func walker(
        at s: Double, trigger: ClosedRange<Double>, mayTurn: Bool
    ) -> Double {
        let side = draw.chance(0.5) ? -1.0 : 1.0
        let from = road.leftEdge + draw.uniform(0.5, 1.0)
        let turn: Double? =
            mayTurn && draw.chance(0.5) ? side * (road.leftEdge - draw.uniform(0.8, 2.2)) : nil
        add(
            .pedestrian, s: s, offset: side * from, heading: -side * .pi / 2,
            script: .walk(
                trigger: draw.uniform(trigger.lowerBound, trigger.upperBound),
                speed: draw.uniform(1.2, 1.8), target: -side * from, turn: turn))
        return 3
    }
    private mutating func suddenStop(at s: Double) -> Double {
        let lane = lane()
        add(
            draw.chance(0.3) ? .van : .car, s: s, offset: road.offset(ofLane: lane),
            script: .brake(
                cruise: draw.uniform(5, 7), trigger: draw.uniform(14, 26),
                braking: draw.uniform(3, 5), pause: draw.uniform(3, 7)))
        return 25
    }
    private mutating func cutIn(at s: Double) -> Double {
        let target = likelyLane
        let isLeft = target + 1 < road.laneCount && (target == 0 || draw.chance(0.5))
        let from = isLeft ? target + 1 : target - 1
        add(
            draw.chance(0.2) ? .van : .car, s: s, offset: road.offset(ofLane: from),
            script: .cutIn(
                cruise: draw.uniform(4, 6.5), trigger: draw.uniform(16, 28),
                target: road.offset(ofLane: target), lateralSpeed: draw.uniform(1, 1.4)))
        return 25
    }
}
