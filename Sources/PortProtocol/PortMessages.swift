/// A machine presents itself.
public struct PortHello: Hashable, Sendable {
    /// The machine's name, for logs.
    public var name: String
    /// Its camera; nil if the pictures come another way.
    public var camera: PortCamera?
    /// Whether it says how it moves; only a machine whose commands are actions may not.
    public var hasOdometry: Bool
    /// The state vector that comes with each picture, in order.
    public var state: [PortQuantity]
    /// The channels of the commands it takes.
    public var channels: [PortQuantity]

    /// A hello from its parts.
    public init(
        name: String, camera: PortCamera?, hasOdometry: Bool, state: [PortQuantity],
        channels: [PortQuantity]
    ) {
        self.name = name
        self.camera = camera
        self.hasOdometry = hasOdometry
        self.state = state
        self.channels = channels
    }
}

/// The agent takes a machine. Times are in microseconds.
public struct PortWelcome: Hashable, Sendable {
    /// The agent's name.
    public var agent: String
    /// The bundle it runs, and the version of its models.
    public var bundle: String
    /// See above.
    public var bundleVersion: UInt32
    /// Between two commands.
    public var controlPeriod: UInt32
    /// How long a command may be obeyed, from its stamp; then the machine stops by itself.
    public var commandValidity: UInt32
    /// Between two pictures.
    public var capturePeriod: UInt32
    /// The age at which odometry is no use any more.
    public var odometryLimit: UInt32
    /// The silence after which either side gives the session up.
    public var silenceLimit: UInt32
    /// The channels of each command, in its order.
    public var channels: [PortQuantity]

    /// A welcome from its parts.
    public init(
        agent: String, bundle: String, bundleVersion: UInt32, controlPeriod: UInt32,
        commandValidity: UInt32, capturePeriod: UInt32, odometryLimit: UInt32,
        silenceLimit: UInt32, channels: [PortQuantity]
    ) {
        self.agent = agent
        self.bundle = bundle
        self.bundleVersion = bundleVersion
        self.controlPeriod = controlPeriod
        self.commandValidity = commandValidity
        self.capturePeriod = capturePeriod
        self.odometryLimit = odometryLimit
        self.silenceLimit = silenceLimit
        self.channels = channels
    }
}

/// The agent does not take a machine, or one of its messages.
public struct PortRefuse: Hashable, Sendable {
    /// Why not.
    public var reason: PortRefusal
    /// What is wrong and what to do about it.
    public var text: String

    /// A refusal from its parts; a text beyond its limit is cut.
    public init(_ reason: PortRefusal, _ text: String) {
        self.reason = reason
        self.text = PortWriter.cut(text, to: Limits.textByteCount)
    }
}

/// A picture was taken; its bytes are the part behind this one.
public struct PortCapture: Hashable, Sendable {
    /// Grows with each capture of a session; gaps are pictures that were dropped on the way.
    public var sequence: UInt64
    /// When it was exposed: nanoseconds of `CLOCK_MONOTONIC`.
    public var exposure: Int64
    /// Bytes of the picture part.
    public var pictureByteCount: UInt32
    /// The state vector at the exposure.
    public var state: [Float]

    /// A capture from its parts.
    public init(sequence: UInt64, exposure: Int64, pictureByteCount: UInt32, state: [Float]) {
        self.sequence = sequence
        self.exposure = exposure
        self.pictureByteCount = pictureByteCount
        self.state = state
    }
}

/// What wheels and gyroscope say.
public struct PortOdometry: Hashable, Sendable {
    /// When it was measured: nanoseconds of `CLOCK_MONOTONIC`.
    public var stamp: Int64
    /// Metres a second.
    public var speed: Float
    /// Radians a second, counter-clockwise.
    public var yawRate: Float
    /// The state vector, if the pictures come another way than this port; else empty.
    public var state: [Float]

    /// A reading from its parts.
    public init(stamp: Int64, speed: Float, yawRate: Float, state: [Float]) {
        self.stamp = stamp
        self.speed = speed
        self.yawRate = yawRate
        self.state = state
    }
}

/// An operator at the machine, or its hardware, says something.
public struct PortOperator: Hashable, Sendable {
    /// What.
    public var action: PortAction
    /// For a release: the standstill and the epoch that the operator saw in a command; else zero.
    public var standstill: UInt64
    /// See above.
    public var epoch: UInt64

    /// A demand from its parts.
    public init(_ action: PortAction, standstill: UInt64 = 0, epoch: UInt64 = 0) {
        self.action = action
        self.standstill = standstill
        self.epoch = epoch
    }
}

/// What the actuators do from now on, until the next one comes or this one is too old.
public struct PortCommand: Hashable, Sendable {
    /// Counts the control ticks.
    public var number: UInt64
    /// When it was made: nanoseconds of `CLOCK_MONOTONIC`.
    public var stamp: Int64
    /// How long it may be obeyed from `stamp`, microseconds; then the machine stops by itself.
    public var validity: UInt32
    /// Whose intention it is.
    public var driver: PortDriver
    /// The failsafe's state.
    public var state: PortState
    /// The age of the freshest cloud plan, microseconds; `UInt32.max` for none.
    public var planAge: UInt32
    /// Standstills by the failsafe so far, and the session's epoch: a release names both.
    public var standstills: UInt64
    /// See above.
    public var epoch: UInt64
    /// A value a channel, in the order of the welcome, finite.
    public var values: [Float]

    /// A command from its parts.
    public init(
        number: UInt64, stamp: Int64, validity: UInt32, driver: PortDriver, state: PortState,
        planAge: UInt32, standstills: UInt64, epoch: UInt64, values: [Float]
    ) {
        self.number = number
        self.stamp = stamp
        self.validity = validity
        self.driver = driver
        self.state = state
        self.planAge = planAge
        self.standstills = standstills
        self.epoch = epoch
        self.values = values
    }
}

/// When a triggered camera takes its pictures.
public struct PortPace: Hashable, Sendable {
    /// The next one, or at once if that is past: nanoseconds of `CLOCK_MONOTONIC`.
    public var next: Int64
    /// From each to the one after it, microseconds, above zero.
    public var period: UInt32

    /// A pace from its parts.
    public init(next: Int64, period: UInt32) {
        self.next = next
        self.period = period
    }
}

/// How the machine is; sent at least ten times a second when nothing else is.
public struct PortMachineStatus: Hashable, Sendable {
    /// How often its watchdog stopped it.
    public var watchdogTrips: UInt32
    /// Commands that came too late to be obeyed.
    public var lateCommands: UInt32
    /// Pictures that it dropped because the agent was slow.
    public var droppedCaptures: UInt32
    /// Why its actuators do not follow the commands, if they do not; since version 1.1.
    public var hindrance: PortHindrance
    /// The number of the newest command of this session that its actuators were given; zero for
    /// none, and always from a machine that does not confirm. Since version 1.1.
    public var obeyed: UInt64

    /// A status from its parts.
    public init(
        watchdogTrips: UInt32, lateCommands: UInt32, droppedCaptures: UInt32,
        hindrance: PortHindrance, obeyed: UInt64
    ) {
        self.watchdogTrips = watchdogTrips
        self.lateCommands = lateCommands
        self.droppedCaptures = droppedCaptures
        self.hindrance = hindrance
        self.obeyed = obeyed
    }
}

/// What became of what the machine sent in this session; sent each second.
public struct PortAgentStatus: Hashable, Sendable {
    /// Captures taken.
    public var captures: UInt64
    /// Captures skipped since nobody needed them, or a newer one was there.
    public var skipped: UInt64
    /// Captures rejected.
    public var rejected: UInt64
    /// Why the last one was.
    public var rejection: PortRejection
    /// Odometry that was rejected.
    public var rejectedOdometry: UInt64
    /// Messages that were no legal frames.
    public var malformed: UInt64

    /// A status from its parts.
    public init(
        captures: UInt64, skipped: UInt64, rejected: UInt64, rejection: PortRejection,
        rejectedOdometry: UInt64, malformed: UInt64
    ) {
        self.captures = captures
        self.skipped = skipped
        self.rejected = rejected
        self.rejection = rejection
        self.rejectedOdometry = rejectedOdometry
        self.malformed = malformed
    }
}
