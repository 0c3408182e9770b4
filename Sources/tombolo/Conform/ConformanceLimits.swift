import Timekeeping

/// Every bound of the conformance runner, with its reason.
enum ConformanceLimits {
    /// What an expected message has unless its case says otherwise: as long as a greeting waits
    /// (section 10), and twice that for a machine with other work.
    static let patience = Interval.milliseconds(1_000)
    /// The longest time a step may ask for: a person watches.
    static let stepMilliseconds: UInt64 = 60_000
    /// How long a connection may take to stand.
    static let connect = Interval.milliseconds(2_000)
    /// Messages kept of one peer before a step looks at them; the flood of a case's answers fits.
    static let inbox = 4_096
    /// Latents of a device under test that are remembered as possible references: those of a
    /// minute and a half at 10 Hz, longer than any case.
    static let references = 1_024
    /// Parts of zeros that a step may ask for at once: more than any message may have (section 2).
    static let parts: UInt64 = 1_024
    /// Messages one step may send.
    static let repetitions: UInt64 = 10_000
    /// Lines of the conversation kept for a failure's report.
    static let transcript = 12
    /// Silence after which the runner's peers send a heartbeat, as section 1 says.
    static let heartbeatPeriod = Interval.milliseconds(100)
    /// The shortest time between two refusals of a stranger, as a coordinator's.
    static let refusalPeriod = Interval.milliseconds(50)
    /// How old a greeting may be when a step comes to expect it: its sender gives up at 500 ms.
    static let greetingAge = Interval.milliseconds(400)
    /// How long the runner's goodbyes may take to be heard before the next case begins.
    static let farewell = Interval.milliseconds(300)
    /// Messages taken from a socket before time is looked at again.
    static let receiveBurst = 256
    /// Messages the runner's sockets queue for one peer: the largest flood of a case.
    static let sendQueue = 20_000
    /// Connections whose names the runner keeps; an endpoint opens a new one with every try.
    static let identities = 256
    /// The longest wait between two looks at whether to end.
    static let turnMilliseconds = 100
}
