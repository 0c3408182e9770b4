public import NetworkModel
public import Timekeeping

/// Something that goes wrong in a drive: what, when and for how long.
public struct DriveFault: Hashable, Sendable {
    /// What takes time.
    public enum Part: String, Hashable, CaseIterable, Sendable {
        /// The head, and the local policy with it.
        case head
        /// The local policy alone; it takes no time of its own.
        case localPolicy
        /// The latent's encoder.
        case encoder
        /// The worker's backbone.
        case backbone
    }
    /// What goes wrong.
    public enum Kind: Hashable, Sendable {
        /// The coordinator's process ends without a word, and another one begins afterwards.
        case coordinatorDead
        /// The worker's process does.
        case workerDead
        /// The coordinator's process stands still (SIGSTOP) and then goes on.
        case coordinatorPaused
        /// The worker's process does.
        case workerPaused
        /// The device's process does: ticks, pictures, computing and frames wait and then come
        /// late, while the car drives on as its actuators let it.
        case devicePaused
        /// The coordinator reads nothing from the device's connections.
        case coordinatorNotReading
        /// The connections that stand are reset at both ends; takes no time.
        case connectionReset
        /// The connections that stand lose one end, which answers nothing any more, and the other
        /// is not told; takes no time.
        case connectionHalfOpen(isDeviceGone: Bool)
        /// The connections that stand carry nothing in these directions; new ones do.
        case connectionBlackholed([LinkDirection])
        /// Something on the device's way does this to a `share` of the messages, 0 to 1.
        case tampering(LinkDirection, Tampering, share: Double)
        /// The part fails each time.
        case failing(Part)
        /// The part takes ten times as long.
        case slow(Part)
        /// The backbone is never through, while its process is well.
        case backboneHung
        /// The backbone's plans have numbers that are none, and its worker passes them on.
        case plansNotFinite
        /// The backbone's plans are a hundred times too long.
        case plansOutOfRange
        /// Odometry reads what no car can have.
        case odometryUnsound
        /// No pictures come.
        case cameraStalled
        /// The camera gives one picture again and again, each as a new one.
        case cameraRepeating
        /// Every second picture is stamped so much later than it was exposed; a negative jump is
        /// earlier.
        case cameraJumping(Interval)
        /// The actuators keep their last command, whatever the device says, as those of a machine
        /// without a failsafe do when its link is cut.
        case actuatorsStuck
    }
    /// Since the beginning of the drive; 0 or more.
    public var at: Interval
    /// For how long, `.max` for ever.
    public var length: Interval
    /// What.
    public var kind: Kind

    /// A fault from its parts.
    public init(at: Interval, for length: Interval, _ kind: Kind) {
        self.at = at
        self.length = length
        self.kind = kind
    }
}
