import Failsafe
import Motion
import Timekeeping

/// Turns action plans into the commands of a machine, and stops it by its safe values.
///
/// No channel ever changes faster than its rate, whoever drives and whatever changes:
/// |command - previous| <= `maxRatePerSecond` x the tick's length. Within that a change of plan or
/// driver is spread over its ticks. A stop takes every channel to its safe value at its rate, all
/// levels alike: nothing is gentler that is safe.
/// Tests: `ActionFollowerTests`, `CommandBoundTests`.
struct ActionFollower: Sendable {
    /// The command of the latest tick.
    private(set) var last: ActionVector
    private let limits: ActionLimits
    private var jump: ActionVector
    private var ramp = BlendRamp()

    /// A machine that is told its safe values.
    init(limits: ActionLimits) {
        self.limits = limits
        last = ActionVector(limits.channels.map(\.safe))
        jump = ActionVector(repeating: 0, count: limits.channels.count)
    }

    /// Whether every channel that a stop takes to its safe value is there.
    var isSafe: Bool {
        last.channels.allSatisfy {
            limits.channels[$0].stopsAlongPlan || last[$0] == limits.channels[$0].safe
        }
    }

    /// The command of this tick.
    mutating func next(_ step: ControlStep) -> ActionVector {
        var wanted = last
        for index in wanted.channels { wanted[index] = self.wanted(index, step) }
        blend(&wanted, step)
        for index in wanted.channels {
            let channel = limits.channels[index]
            let most = channel.maxRatePerSecond * step.seconds
            // Clamped after blending, too: an envelope that shrinks is entered at the rate.
            let target = Self.clamped(wanted[index], to: Self.envelope(channel, step))
            let change = target - last[index]
            last[index] = abs(change) <= most ? target : last[index] + (change < 0 ? -most : most)
        }
        return last
    }

    private func wanted(_ index: Int, _ step: ControlStep) -> Double {
        let channel = limits.channels[index]
        switch step.decision.driver {
        case .cloudPlan, .heldPlan, .localPolicy: break
        case .stopping: if !channel.stopsAlongPlan { return channel.safe }
        case .standstill, .nobody: return channel.safe
        }
        guard let plan = step.plan else { return channel.safe }
        let value = plan.action(index, at: step.now, by: limits.interpolation)
        // Cannot follow from checked plans; if it does, the channel stops.
        return value.isFinite
            ? Self.clamped(value, to: Self.envelope(channel, step)) : channel.safe
    }
    private mutating func blend(_ wanted: inout ActionVector, _ step: ControlStep) {
        switch step.decision.driver {
        case .cloudPlan, .heldPlan, .localPolicy: break
        case .stopping, .standstill, .nobody: return ramp.cancel()
        }
        if let ticks = step.blendTicks {
            for index in wanted.channels { jump[index] = last[index] - wanted[index] }
            ramp.begin(ticks: ticks)
        }
        let share = ramp.next()
        for index in wanted.channels { wanted[index] += share * jump[index] }
    }

    /// Reduced while the failsafe caps speed, which it does in degraded and in fallback.
    private static func envelope(
        _ channel: ActionChannel, _ step: ControlStep
    ) -> ClosedRange<Double> {
        step.decision.speedCap == nil ? channel.range : channel.reduced
    }
    private static func clamped(_ value: Double, to range: ClosedRange<Double>) -> Double {
        min(max(value, range.lowerBound), range.upperBound)
    }
}

extension Plan {
    /// What the plan says of `channel` at `now`: the first step's value before it, the last one's
    /// after it, and in between by `interpolation`.
    func action(_ channel: Int, at now: Instant, by interpolation: ActionInterpolation) -> Double {
        // Whole nanoseconds, so that a step begins exactly when it is due.
        let (since, length) = ((age(at: now) - firstStep).nanoseconds, step.nanoseconds)
        guard since > 0 else { return Double(value(step: 0, channel: channel)) }
        let (index, rest) = since.quotientAndRemainder(dividingBy: length)
        let final = stepCount - 1
        guard index < final else { return Double(value(step: final, channel: channel)) }
        let low = Double(value(step: Int(index), channel: channel))
        switch interpolation {
        case .hold: return low
        case .linear:
            let high = Double(value(step: Int(index) + 1, channel: channel))
            return low + (high - low) * Double(rest) / Double(length)
        }
    }
}
