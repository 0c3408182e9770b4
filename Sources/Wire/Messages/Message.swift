/// One message of the protocol.
public enum Message: Hashable, Sendable {
    /// A device asks for a session.
    case hello(Hello)
    /// The coordinator grants one.
    case welcome(Welcome)
    /// The coordinator does not.
    case refuse(Refuse)
    /// A device asks for a plan.
    case latent(LatentHeader)
    /// The plan for a latent.
    case plan(PlanHeader)
    /// A latent gets no plan.
    case outcome(Outcome)
    /// Sign of life and clock exchange.
    case heartbeat(Heartbeat)
    /// A peer ends its session.
    case goodbye(Goodbye)
    /// A worker asks for a session.
    case register(Register)
    /// Work for a worker.
    case batch(Batch)
    /// Its result.
    case batchResult(BatchResult)
    /// The coordinator sends a worker, or a worker tells it, no more new work.
    case drain
    /// The coordinator asks for another pace.
    case pace(Pace)
    /// Whether a latent may be predicted from.
    case reference(Reference)
    /// What a device's failsafe does.
    case failsafeReport(FailsafeReport)
    /// The coordinator sends a device to another one.
    case rehome(Rehome)

    /// The number the message carries in its header.
    public var kind: MessageKind {
        switch self {
        case .hello: .hello
        case .welcome: .welcome
        case .refuse: .refuse
        case .latent: .latent
        case .plan: .plan
        case .outcome: .outcome
        case .heartbeat: .heartbeat
        case .goodbye: .goodbye
        case .register: .register
        case .batch: .batch
        case .batchResult: .batchResult
        case .drain: .drain
        case .pace: .pace
        case .reference: .reference
        case .failsafeReport: .failsafeReport
        case .rehome: .rehome
        }
    }
}
