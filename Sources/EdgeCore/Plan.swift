public import SansIO
public import Timekeeping

/// A chunk of intended motion, computed from one capture (architecture, "plans").
///
/// For a car the channels are x, y (metres), heading (radians) and speed (m/s), in the frame of
/// the rear axle at the capture. Step k is meant for the capture's instant + `firstStep` + k x
/// `step`. A plan says nothing about being sound; `PlanLimits` does.
public struct Plan: Hashable, Sendable {
    /// The capture it was computed from.
    public let capture: CaptureID
    /// When that capture was taken, on the device's own clock.
    public let captureTime: Instant
    /// The session epoch its latent was sent in; zero for a plan made on the device.
    public let epoch: UInt64
    /// Orders plans of one epoch: the latent's sequence, or the capture's count on the device.
    public let sequence: UInt64
    /// From the capture to the first step.
    public let firstStep: Interval
    /// From one step to the next.
    public let step: Interval
    /// Values of one step.
    public let channelCount: Int
    /// The steps one after the other, `channelCount` values each.
    public let values: [Float]
    /// What the model believes about the scene; their meaning is the bundle's.
    public let beliefs: [Float]

    /// A plan from its parts.
    public init(
        capture: CaptureID, captureTime: Instant, epoch: UInt64, sequence: UInt64,
        firstStep: Interval, step: Interval, channelCount: Int, values: [Float], beliefs: [Float]
    ) {
        self.capture = capture
        self.captureTime = captureTime
        self.epoch = epoch
        self.sequence = sequence
        self.firstStep = firstStep
        self.step = step
        self.channelCount = channelCount
        self.values = values
        self.beliefs = beliefs
    }

    /// Whole steps in the plan; zero when it has no channels.
    public var stepCount: Int { channelCount > 0 ? values.count / channelCount : 0 }
    /// From the capture to the last step.
    public var horizon: Interval { firstStep + step * Int64(max(stepCount - 1, 0)) }
    /// The instant of the last step; nothing is known of the time after.
    public var end: Instant { captureTime + horizon }

    /// One value; both indices are in range.
    public func value(step index: Int, channel: Int) -> Float {
        values[index * channelCount + channel]
    }
    /// Time since the capture: the only staleness that counts, and it needs no other clock.
    public func age(at now: Instant) -> Interval { now - captureTime }
    /// Whether this plan replaces `other`: only a newer sequence of the same epoch does.
    public func supersedes(_ other: Plan) -> Bool {
        epoch == other.epoch && sequence > other.sequence
    }
}

extension Plan {
    /// Channel numbers of a car's plan.
    public enum CarChannel {
        /// Metres forward.
        public static let x = 0
        /// Metres to the left.
        public static let y = 1
        /// Radians, counter-clockwise.
        public static let heading = 2
        /// Metres per second.
        public static let speed = 3
        /// How many there are.
        public static let count = 4
    }
}
