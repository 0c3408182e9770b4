import Motion
import Timekeeping

/// What of a plan under way comes before the next plan does, in that plan's own steps.
extension Plan {
    /// The steps of a plan of the same shape from a capture at `capture` that will be over `delay`
    /// after it, as this plan has them: none beyond its end.
    ///
    /// Actions are what they are; the poses of a trajectory are moved into the frame of that
    /// capture by `reckoning`, and there are none if the motion in between is not known.
    func committed(
        from capture: Instant, until delay: Interval, as meaning: PlanMeaning,
        by reckoning: DeadReckoning
    ) -> [Float] {
        guard delay >= firstStep else { return [] }
        let due = (delay - firstStep).nanoseconds / step.nanoseconds + 1
        let instants = (0..<min(Int(due), stepCount)).map { capture + firstStep + step * Int64($0) }
            .prefix { $0 <= end }
        switch meaning {
        case .actions(let limits):
            return instants.flatMap { instant in
                (0..<channelCount).map {
                    Float(action($0, at: instant, by: limits.interpolation))
                }
            }
        case .trajectory:
            guard let mine = reckoning.motion(since: captureTime),
                let other = reckoning.motion(since: capture)
            else { return [] }
            return instants.flatMap { instant -> [Float] in
                let (pose, speed) = motion(at: instant)
                let moved = other.composed(with: mine.relative(pose))
                return [Float(moved.x), Float(moved.y), Float(moved.heading), Float(speed)]
            }
        }
    }

    /// The pose, in the frame of the capture, and the speed of a trajectory at `instant`: linear
    /// between steps, from the origin to the first one.
    private func motion(at instant: Instant) -> (pose: Pose, speed: Double) {
        let since = (instant - captureTime - firstStep).seconds / step.seconds
        let index = min(max(Int(since), 0), max(stepCount - 2, 0))
        let (low, high) = (row(index), row(min(index + 1, stepCount - 1)))
        guard since >= 0 else {
            let share = max((instant - captureTime).seconds / firstStep.seconds, 0)
            let pose = Pose(
                x: share * low.pose.x, y: share * low.pose.y,
                heading: Trigonometry.wrapped(share * low.pose.heading))
            return (pose, low.speed)
        }
        let part = min(since - Double(index), 1)
        let turn = Trigonometry.wrapped(high.pose.heading - low.pose.heading)
        let pose = Pose(
            x: low.pose.x + part * (high.pose.x - low.pose.x),
            y: low.pose.y + part * (high.pose.y - low.pose.y),
            heading: Trigonometry.wrapped(low.pose.heading + part * turn))
        return (pose, low.speed + part * (high.speed - low.speed))
    }
    private func row(_ index: Int) -> (pose: Pose, speed: Double) {
        func value(_ channel: Int) -> Double { Double(self.value(step: index, channel: channel)) }
        return (
            Pose(
                x: value(CarChannel.x), y: value(CarChannel.y), heading: value(CarChannel.heading)),
            value(CarChannel.speed)
        )
    }
}
