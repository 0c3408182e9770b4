/// Why the state changed.
public enum FailsafeCause: Hashable, Sendable, CaseIterable {
    /// Armed, ready, and plans are fresh.
    case ready
    /// The plan is older than it should be, or too old.
    case planAge
    /// The plan ends before the next one can be counted on.
    case planEnding
    /// There is no plan, or none whose motion since its capture is known.
    case noPlan
    /// Several plans in a row were unsound.
    case unsoundPlans
    /// The other side serves another bundle.
    case wrongBundle
    /// Enough fresh plans in a row.
    case recovered
    /// The time allowed without the cloud is spent.
    case budgetSpent
    /// The local policy's plan is too old or ends.
    case localPolicyLate
    /// The head or the local policy fails.
    case localPolicyUnhealthy
    /// The machine's own motion is not known.
    case sensorsUnsound
    /// The operator disarmed it, or the process is about to end.
    case disarmed
    /// No path to stop along is planned any more.
    case pathLost
    /// The last known path came to its end.
    case pathEnded
    /// The stop takes longer than it may.
    case stopLate
    /// The machine stands.
    case standstill
    /// An operator released it.
    case operatorReleased
    /// It released itself, as its policy allows by name.
    case automaticallyReleased
    /// An operator or the hardware stopped it.
    case emergencyStop
    /// The emergency stop was reset at the machine.
    case localReset
    /// No picture of the camera comes any more.
    case cameraStalled
    /// The camera gives the same picture, or the same instant, again and again.
    case cameraRepeats
    /// The instants of the camera's exposures cannot be true.
    case cameraTimeJumps
    /// The camera's pictures have not the shape the model wants.
    case cameraMisshapen
    /// The actuators do not take commands.
    case actuatorsRefuse
}
