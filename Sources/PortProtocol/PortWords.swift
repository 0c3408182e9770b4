/// Why the agent refuses. A number that this version does not know stays that number.
public struct PortRefusal: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8
    /// The word of a number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// It speaks another version.
    public static let version = PortRefusal(rawValue: 1)
    /// Another machine is there.
    public static let taken = PortRefusal(rawValue: 2)
    /// The bundle wants other pictures.
    public static let camera = PortRefusal(rawValue: 3)
    /// The bundle wants another state vector.
    public static let state = PortRefusal(rawValue: 4)
    /// The bundle commands other channels.
    public static let channels = PortRefusal(rawValue: 5)
    /// The agent knows no such session: say hello again.
    public static let unknownSession = PortRefusal(rawValue: 6)
    /// The message was no legal frame.
    public static let malformed = PortRefusal(rawValue: 7)
    /// The bundle drives a machine that says how it moves.
    public static let odometry = PortRefusal(rawValue: 8)
}

/// Why a capture is not used. A number that this version does not know stays that number.
public struct PortRejection: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8
    /// The word of a number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// None was.
    public static let none = PortRejection(rawValue: 0)
    /// Its sequence is not above the last one's.
    public static let repeated = PortRejection(rawValue: 1)
    /// Its exposure lies after its arrival.
    public static let inFuture = PortRejection(rawValue: 2)
    /// Its exposure lies too long ago.
    public static let tooOld = PortRejection(rawValue: 3)
    /// Its exposure is not after that of an earlier one.
    public static let beforeEarlier = PortRejection(rawValue: 4)
    /// Its picture has not the size that the hello said.
    public static let wrongSize = PortRejection(rawValue: 5)
    /// Its state vector has not the fields that the hello said.
    public static let wrongState = PortRejection(rawValue: 6)
    /// Its state vector holds a number that is not finite.
    public static let stateUnsound = PortRejection(rawValue: 7)
    /// The machine said that it has no camera.
    public static let noCamera = PortRejection(rawValue: 8)

    /// All that are told apart, in the order of their numbers.
    public static let known: [PortRejection] = [
        .repeated, .inFuture, .tooOld, .beforeEarlier, .wrongSize, .wrongState, .stateUnsound,
        .noCamera,
    ]
    /// The word for it.
    public var name: String {
        let names = [
            "none", "repeated", "inFuture", "tooOld", "beforeEarlier", "wrongSize", "wrongState",
            "stateUnsound", "noCamera",
        ]
        return rawValue < names.count ? names[Int(rawValue)] : "unknown"
    }
}

/// Why a machine's actuators do not follow the commands. A number that this version does not know
/// stays that number, and hinders like the others.
public struct PortHindrance: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8
    /// The word of a number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// They follow.
    public static let none = PortHindrance(rawValue: 0)
    /// A drive, a brake, the steering or its controller reports a fault.
    public static let fault = PortHindrance(rawValue: 1)
    /// A safety circuit holds the machine: a protective field, a door, a stop button.
    public static let interlock = PortHindrance(rawValue: 2)
    /// A person or another controller has taken over.
    public static let manual = PortHindrance(rawValue: 3)
    /// At a limit of force, temperature, energy or travel: less is done than commanded.
    public static let limit = PortHindrance(rawValue: 4)
    /// Not ready: it starts, seeks its zero, or has no power.
    public static let notReady = PortHindrance(rawValue: 5)
    /// The motion that is measured is not the one that was commanded.
    public static let notFollowing = PortHindrance(rawValue: 6)
    /// Something this version has no number for.
    public static let other = PortHindrance(rawValue: 255)

    /// The word for it.
    public var name: String {
        let names = [
            "none", "fault", "interlock", "manual", "limit", "notReady", "notFollowing",
        ]
        return rawValue < names.count ? names[Int(rawValue)] : "other"
    }
}

/// Whose intention a command is. For people: a machine obeys all alike.
public struct PortDriver: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8
    /// The word of a number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Nobody's: it is not released to move.
    public static let nobody = PortDriver(rawValue: 0)
    /// The cloud's plan.
    public static let cloudPlan = PortDriver(rawValue: 1)
    /// The cloud's last plan, older than it should be.
    public static let heldPlan = PortDriver(rawValue: 2)
    /// The policy on the device.
    public static let localPolicy = PortDriver(rawValue: 3)
    /// A stop under way.
    public static let stopping = PortDriver(rawValue: 4)
    /// Held still after a stop.
    public static let standstill = PortDriver(rawValue: 5)
    /// Somebody this version has no number for.
    public static let other = PortDriver(rawValue: 255)
}

/// The failsafe's state. For people, as above.
public struct PortState: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8
    /// The word of a number.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Not released.
    public static let standby = PortState(rawValue: 0)
    /// The cloud drives.
    public static let nominal = PortState(rawValue: 1)
    /// The cloud drives, slower.
    public static let degraded = PortState(rawValue: 2)
    /// The local policy drives.
    public static let fallback = PortState(rawValue: 3)
    /// It is being stopped, in one of three levels.
    public static let comfortableStop = PortState(rawValue: 4)
    /// See above.
    public static let inLaneStop = PortState(rawValue: 5)
    /// See above.
    public static let emergencyManoeuvre = PortState(rawValue: 6)
    /// It stands and is held, latched.
    public static let minimalRiskCondition = PortState(rawValue: 7)
    /// An operator or the hardware stopped it.
    public static let emergencyStop = PortState(rawValue: 8)
}

/// What an operator may demand.
public enum PortAction: UInt8, Hashable, Sendable, CaseIterable {
    /// Motion is wanted.
    case arm = 1
    /// Motion is not wanted any more: it stops.
    case disarm = 2
    /// Leave the minimal risk condition; names the standstill and the epoch that were seen.
    case release = 3
    /// Stop at once.
    case emergencyStop = 4
    /// The demand for an emergency stop is over; that does not by itself end the stop.
    case emergencyStopCleared = 5
    /// The emergency stop was reset at the machine.
    case localReset = 6
}
