/// What a message is, as its header says it.
public enum MessageKind: UInt8, Hashable, Sendable, CaseIterable {
    /// A device asks for a session.
    case hello = 1
    /// The coordinator grants one.
    case welcome = 2
    /// The coordinator does not.
    case refuse = 3
    /// A device asks for a plan.
    case latent = 4
    /// The plan for a latent.
    case plan = 5
    /// A latent gets no plan.
    case outcome = 6
    /// Sign of life and clock exchange.
    case heartbeat = 7
    /// A peer ends its session.
    case goodbye = 8
    /// A worker asks for a session.
    case register = 9
    /// Work for a worker.
    case batch = 10
    /// Its result.
    case batchResult = 11
    /// The coordinator sends a worker, or a worker tells it, no more new work.
    case drain = 12
    /// The coordinator asks for another pace.
    case pace = 13
    /// Whether a latent may be predicted from.
    case reference = 14
    /// What a device's failsafe does.
    case failsafeReport = 15
    /// The coordinator sends a device to another one.
    case rehome = 16
}
