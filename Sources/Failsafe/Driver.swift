/// Whose intention the actuators follow on one tick.
public enum Driver: Hashable, Sendable, CaseIterable {
    /// The cloud's plan, as young as it should be.
    case cloudPlan
    /// The cloud's last plan, older than it should be and not yet too old.
    case heldPlan
    /// The policy on the device.
    case localPolicy
    /// A stop under way.
    case stopping
    /// Nobody: the machine stands after a stop and is held.
    case standstill
    /// Nobody: the machine is not released to move.
    case nobody
}
