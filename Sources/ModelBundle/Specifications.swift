public import Tensors

/// A named number with its unit.
public struct Quantity: Hashable, Sendable {
    /// What it is, for example `yaw rate`.
    public let name: String
    /// Its unit, for example `rad/s`; `1` for a pure number.
    public let unit: String
}

/// The camera frames that the head takes: uint8, row-major, channels innermost.
public struct CameraSpecification: Hashable, Sendable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// 3 for RGB.
    public let channels: Int
    /// Captures a second, for which the model was trained.
    public let rateHertz: Int
}

/// The latent between head and backbone.
public struct LatentSpecification: Hashable, Sendable {
    /// Channels, each with its own quantisation step.
    public let channels: Int
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int
    /// One step a channel.
    public let quantisation: QuantisationParameters
    /// What rates there are and what each costs, by growing multiplier; at least one.
    public let rates: [RateSpecification]

    /// Elements of one latent.
    public var elementCount: Int { channels * height * width }
}

/// One rate of the latent, measured on drives that no training saw.
public struct RateSpecification: Hashable, Sendable {
    /// Multiplies the steps, in 1/256.
    public let multiplier: UInt16
    /// Bytes of a compressed keyframe on average.
    public let keyframeByteCount: Double
    /// Bytes of a compressed latent on average that is predicted from the one before it.
    public let predictedByteCount: Double
    /// How far the plan's positions move on average against those of the unquantised latent,
    /// metres. Does not fall from rate to rate.
    public let planShift: Double
    /// By what part the plan's position error against the expert grows over the unquantised
    /// latent's: 0.01 is one per cent. May be noise around zero.
    public let errorGrowth: Double
}

/// One channel of a plan and what it may do; a plan outside is rejected before the actuators.
public struct PlanChannel: Hashable, Sendable {
    /// What it is, for example `speed`.
    public let name: String
    /// Its unit, for example `m/s`.
    public let unit: String
    /// The least legal value.
    public let minimum: Float
    /// The greatest legal value.
    public let maximum: Float
    /// The fastest legal change, in units a second.
    public let maximumRatePerSecond: Float
}

/// What an action plan says between two of its steps (Docs/PLANS.md).
public enum ActionInterpolation: String, Hashable, Sendable {
    /// Each action is held for its step.
    case hold
    /// Linear from step to step.
    case linear
}

/// What one channel does to its actuator, where plans are actions.
public struct ActionRules: Hashable, Sendable {
    /// The value that stops or holds the machine; within `reduced`.
    public let safe: Float
    /// What it may be told while the cloud is late or gone; the whole range if the bundle says
    /// nothing.
    public let reduced: ClosedRange<Float>
    /// Whether it keeps to a plan while the machine is stopped along one.
    public let stopsAlongPlan: Bool
}

/// That a plan's channels are the actuators' values themselves, and what these may do.
public struct ActionSpecification: Hashable, Sendable {
    /// What holds between two steps.
    public let interpolation: ActionInterpolation
    /// One for each channel of the plan.
    public let channels: [ActionRules]
}

/// What a plan is: `stepCount` steps of all channels, and the beliefs that come with it.
public struct PlanSpecification: Hashable, Sendable {
    /// From the capture to the first step, in milliseconds.
    public let firstStepMilliseconds: Int
    /// From one step to the next, in milliseconds.
    public let stepMilliseconds: Int
    /// Steps of one plan.
    public let stepCount: Int
    /// The channels, in the order of the model's output.
    public let channels: [PlanChannel]
    /// What its channels do to actuators; nil where plans are a car's trajectories.
    public let actions: ActionSpecification?
    /// The beliefs, in the order of the model's output.
    public let beliefs: [Quantity]
}
