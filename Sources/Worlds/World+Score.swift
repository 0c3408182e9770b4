import Motion
import Timekeeping

/// What a step adds to the score.
extension World {
    /// Adds the step just taken, which began at `start` metres along the road.
    mutating func keepScore(from start: Double) {
        score.stepCount += 1
        score.duration = elapsedScore
        score.distance += egoRoadPosition.s - start
        if isOffRoad { score.offRoadTime = score.offRoadTime + World.stepInterval }
        let lane = road.offset(ofLane: road.lane(nearest: egoRoadPosition.offset))
        let error = egoRoadPosition.offset - lane
        score.squaredLaneError += error * error
        for index in active where !actors[index].wasHit && touches(actors[index]) {
            actors[index].wasHit = true
            switch actors[index].kind {
            case .car, .van, .parkedCar: score.vehicleCollisions += 1
            case .pedestrian: score.pedestrianCollisions += 1
            case .cone, .barrier: score.objectCollisions += 1
            }
        }
        if score.stepCount.isMultiple(of: Limits.scorePeriod) { keepSlowScore() }
    }

    /// True if the car's box and the actor's box meet (separating axes of two rectangles).
    func touches(_ actor: Actor) -> Bool {
        let reach = CarBody.length + actor.halfAlong + actor.halfAcross
        guard abs(actor.s - egoRoadPosition.s) < reach else { return false }
        let box = ego.pose.relative(actor.pose(on: road))
        let (sine, cosine) = Trigonometry.sinCos(box.heading)
        let (dx, dy) = (box.x - CarBody.middle, box.y)
        let (half, side) = (CarBody.length / 2, CarBody.width / 2)
        let (length, width) = (actor.length / 2, actor.width / 2)
        let (s, c) = (abs(sine), abs(cosine))
        return abs(dx) < half + length * c + width * s
            && abs(dy) < side + length * s + width * c
            && abs(dx * cosine + dy * sine) < length + half * c + side * s
            && abs(dy * cosine - dx * sine) < width + half * s + side * c
    }

    private var elapsedScore: Interval { World.stepInterval * Int64(score.stepCount) }

    /// What is sampled every 100 ms: jerk, and time to collision.
    private mutating func keepSlowScore() {
        let seconds = Limits.stepSeconds * Double(Limits.scorePeriod)
        if score.stepCount > Limits.scorePeriod {
            let acceleration = (ego.speed - score.windowSpeed) / seconds
            if let before = score.windowAcceleration {
                let jerk = (acceleration - before) / seconds
                score.squaredJerk += jerk * jerk
                score.jerkSamples += 1
            }
            score.windowAcceleration = acceleration
        }
        score.windowSpeed = ego.speed
        // What the front bumper would meet first.
        let slant = CarBody.front * Trigonometry.sine(egoRoadPosition.heading)
        let nose = egoRoadPosition.offset + slant
        for index in active {
            let actor = actors[index]
            let gap = gap(to: actor)
            let closing = ego.speed - actor.speed
            guard gap > 0, closing > 0.3 else { continue }
            let half = CarBody.width / 2 + actor.halfAcross
            guard abs(actor.offset - nose) < half else { continue }
            score.minimumTimeToCollision = min(score.minimumTimeToCollision, gap / closing)
        }
    }
}
