/// Why a machine's failsafe changed its state, as it reports it.
public enum ReportedCause: UInt8, Hashable, Sendable, CaseIterable {
    /// Armed, ready, and plans are fresh.
    case ready = 1
    /// The plan is older than it should be, or too old.
    case planAge = 2
    /// The plan ends before the next one can be counted on.
    case planEnding = 3
    /// There is no plan, or none whose motion since its capture is known.
    case noPlan = 4
    /// Several plans in a row were unsound.
    case unsoundPlans = 5
    /// The other side serves another bundle.
    case wrongBundle = 6
    /// Enough fresh plans in a row.
    case recovered = 7
    /// The time allowed without the cloud is spent.
    case budgetSpent = 8
    /// The local policy's plan is too old or ends.
    case localPolicyLate = 9
    /// The head or the local policy fails.
    case localPolicyUnhealthy = 10
    /// The machine's own motion is not known.
    case sensorsUnsound = 11
    /// The operator disarmed it, or the process is about to end.
    case disarmed = 12
    /// No path to stop along is planned any more.
    case pathLost = 13
    /// The last known path came to its end.
    case pathEnded = 14
    /// The stop takes longer than it may.
    case stopLate = 15
    /// The machine stands.
    case standstill = 16
    /// An operator released it.
    case operatorReleased = 17
    /// It released itself, as its policy allows by name.
    case automaticallyReleased = 18
    /// An operator or the hardware stopped it.
    case emergencyStop = 19
    /// The emergency stop was reset at the machine.
    case localReset = 20
    /// No picture of the camera comes any more.
    case cameraStalled = 21
    /// The camera gives the same picture, or the same instant, again and again.
    case cameraRepeats = 22
    /// The instants of the camera's exposures cannot be true.
    case cameraTimeJumps = 23
    /// The camera's pictures have not the shape the model wants.
    case cameraMisshapen = 24
    /// The actuators do not take commands.
    case actuatorsRefuse = 25
}
