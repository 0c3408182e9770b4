/// A kind of trouble that a chaos case may draw.
public enum ChaosKind: String, Hashable, CaseIterable, Sendable {
    // The link.
    /// Everything is lost, both ways.
    case blackout
    /// Everything is lost, one way.
    case oneWayCut
    /// Short cuts, again and again.
    case flapping
    /// Everything waits and then comes in a burst.
    case stall
    /// A gap, then another delay.
    case handover
    /// The rate falls below what the latents want.
    case thinLink
    /// Packets are lost, each alone.
    case loss
    /// Packets are lost in bursts of 80 ms.
    case burstLoss
    // Connections, and what something broken on the way does to messages.
    /// See `DriveFault.Kind`.
    case connectionReset
    /// See `DriveFault.Kind`.
    case connectionHalfOpen
    /// See `DriveFault.Kind`.
    case connectionBlackholed
    /// See `Tampering`.
    case corrupted
    /// See `Tampering`.
    case duplicated
    /// See `Tampering`.
    case replayed
    /// See `Tampering`.
    case reordered
    // Processes.
    /// See `DriveFault.Kind`.
    case coordinatorDead
    /// See `DriveFault.Kind`.
    case coordinatorPaused
    /// See `DriveFault.Kind`.
    case coordinatorNotReading
    /// See `DriveFault.Kind`.
    case workerDead
    /// See `DriveFault.Kind`.
    case workerPaused
    /// See `DriveFault.Kind`.
    case devicePaused
    // Computing.
    /// See `DriveFault.Kind`.
    case backboneHung
    /// See `DriveFault.Part`.
    case backboneFailing
    /// See `DriveFault.Part`.
    case backboneSlow
    /// See `DriveFault.Kind`.
    case plansNotFinite
    /// See `DriveFault.Kind`.
    case plansOutOfRange
    /// See `DriveFault.Part`.
    case headFailing
    /// See `DriveFault.Part`.
    case headSlow
    /// See `DriveFault.Part`.
    case localPolicyFailing
    /// See `DriveFault.Part`.
    case encoderFailing
    /// See `DriveFault.Part`.
    case encoderSlow
    // Sensors and clocks.
    /// See `DriveFault.Kind`.
    case odometryUnsound
    /// See `DriveFault.Kind`.
    case cameraStalled
    /// See `DriveFault.Kind`.
    case cameraRepeating
    /// See `DriveFault.Kind`.
    case cameraJumping
    /// The clocks of all machines run up to 200 parts per million fast or slow, all the time.
    case clockDrift
}
