public import Failsafe
public import Motion
public import Session
public import Timekeeping
public import Wire

/// Everything a device is told once.
public struct EdgeConfiguration: Hashable, Codable, Sendable {
    /// The name people call it by.
    public var name: String
    /// Where its coordinators listen, one to eight: the only ones it ever goes to, whoever sends
    /// it. Their order means nothing; the device ranks them by its name.
    public var coordinators: [String]
    /// Whether a second one of them is kept at hand. For two local interfaces give the same
    /// coordinator twice, each time with the address of an interface:
    /// `tcp://10.0.0.7:0;203.0.113.5:5570`.
    public var secondPath: SecondPath
    /// The model bundle it runs.
    public var bundle: BundleID
    /// Time between two captures: the camera's own, and the one that its models were trained at.
    public var capturePeriod: Interval
    /// Whether the camera takes its pictures when told to by `EdgeOutput.pace`; of one that runs
    /// freely the captures are skipped that are not due. A shell asks its sensor.
    public var isCameraTriggered: Bool
    /// Time between two control ticks.
    public var tickPeriod: Interval
    /// From a capture to the last instant its plan is of use; also how long a latent keeps its
    /// place in flight.
    public var budget: Interval
    /// From a capture to the instant at which its latent counts as lost.
    public var patience: Interval
    /// Which devices go first when not everybody can, or nil to leave it to the coordinator.
    public var requestClass: DeviceClass?
    /// The number of this camera's stream.
    public var stream: UInt16
    /// At which rate latents are coded.
    public var rate: RateConfiguration
    /// Whether latents are predicted from earlier ones that the coordinator holds.
    public var predicts: Bool
    /// Whether latents carry what will have been executed of the plan under way when their own
    /// arrives; the bundle's word, whose backbone takes it.
    public var commitsSteps: Bool
    /// Control ticks over which a new plan of the same source is blended in.
    public var blendTicks: Int
    /// Control ticks over which one source hands over to another.
    public var handoverTicks: Int
    /// Whether it is armed from the start, or waits for an operator.
    public var armsItself: Bool
    /// What plans must look like; the bundle's word.
    public var planLimits: PlanLimits
    /// What they mean; the bundle's word. Vehicle limits and tracker are for trajectories alone.
    public var meaning: PlanMeaning
    /// What the vehicle can do.
    public var vehicleLimits: VehicleLimits
    /// How plans are followed.
    public var tracker: TrackerConfiguration
    /// When who drives.
    public var failsafe: FailsafeConfiguration
    /// The session's times.
    public var session: SessionConfiguration

    /// A compact car at 10 captures and 50 control ticks per second that waits for its operator.
    public static func car(
        name: String, bundle: BundleID, planLimits: PlanLimits, rates: [LatentRate]
    ) -> EdgeConfiguration {
        EdgeConfiguration(
            name: name, coordinators: ["tcp://127.0.0.1:5570"],
            secondPath: .none,  // it costs a second session, and its latents twice
            bundle: bundle,
            capturePeriod: .milliseconds(100),
            isCameraTriggered: false,
            tickPeriod: .milliseconds(20),
            budget: .milliseconds(400),  // a plan this old still has 100 ms before T_fb
            patience: .milliseconds(1_000),
            requestClass: nil,  // who knows the whole fleet knows who goes first
            stream: 0, rate: .car(rates: rates),
            predicts: true, commitsSteps: false,
            blendTicks: 3,  // 60 of the 100 ms between two plans
            handoverTicks: 10,  // 200 ms: another mind, another idea of the path
            armsItself: false, planLimits: planLimits, meaning: .trajectory,
            vehicleLimits: .compactCar,
            tracker: .car, failsafe: .car, session: .device)
    }

    /// The longest time between two captures that this device takes from a coordinator.
    ///
    /// Not so long that one latent without a plan ends the cloud's turn: the plan before it must
    /// last until the one after it arrives, two periods and a way there and back after its capture.
    /// The bound is the device's own, since a pace comes from outside and the failsafe's ages do
    /// not bend to it: that a plan is old because it was asked for late makes it no younger.
    public var slowestCapturePeriod: Interval {
        let lasting = (failsafe.fallbackAge - Limits.pacedArrival) / 2
        return max(capturePeriod, min(capturePeriod * Limits.paceStretch, lasting))
    }
}
