import PortProtocol
import Timekeeping

/// Whether a machine follows its commands: by what it says, and by which of them it confirms.
///
/// A machine that never confirmed one is believed: such machines say only what hinders them.
struct CommandWatch {
    /// What is known of the machine's actuators.
    enum Verdict: Hashable {
        /// They follow, as far as is known.
        case follows
        /// The machine says that they do not.
        case hindered(PortHindrance)
        /// It confirmed commands, and confirms no newer ones any more.
        case unconfirmed

        /// Whether commands do not reach the actuators.
        var isRefusing: Bool { self != .follows }
        /// The word for it in logs.
        var name: String {
            switch self {
            case .follows: "none"
            case .hindered(let hindrance): hindrance.name
            case .unconfirmed: "unconfirmed"
            }
        }
    }
    private var hindrance = PortHindrance.none
    private var sent: UInt64 = 0
    private var confirmed: UInt64 = 0
    /// Since when there were commands to confirm and none was.
    private var waitingSince: Instant?

    /// Nothing sent, nothing heard.
    init() {}

    /// Notes that the command `number` left for the machine.
    mutating func sent(_ number: UInt64, at now: Instant) {
        sent = number
        waitingSince = waitingSince ?? now
    }
    /// Takes what the machine says.
    mutating func take(_ status: PortMachineStatus, at now: Instant) {
        hindrance = status.hindrance
        // What was never sent in this session confirms nothing.
        guard status.obeyed > confirmed, status.obeyed <= sent else { return }
        confirmed = status.obeyed
        waitingSince = confirmed == sent ? nil : now
    }
    /// What is known at `now`.
    func verdict(at now: Instant) -> Verdict {
        if hindrance != .none { return .hindered(hindrance) }
        guard confirmed > 0, let waitingSince else { return .follows }
        return now - waitingSince > Limits.commandConfirmation ? .unconfirmed : .follows
    }
}
