/// What a message says of the payload parts behind it.
extension Message {
    /// Bytes of each payload part, in order; empty for a message without payload.
    ///
    /// A shell compares these with the parts it received before it feeds a core.
    public var payloadPartByteCounts: [Int] {
        switch self {
        case .latent(let latent): [latent.payloadByteCount]
        case .plan(let plan): [Int(plan.payloadByteCount)]
        case .batch(let batch):
            batch.members.flatMap { $0.links.map(\.payloadByteCount) + [$0.payloadByteCount] }
        case .batchResult(let result): result.members.map { Int($0.payloadByteCount) }
        case .hello, .welcome, .refuse, .outcome, .heartbeat, .goodbye, .register, .drain, .pace,
            .reference, .failsafeReport, .rehome:
            []
        }
    }
    /// How many payload parts there are, without a list of them.
    public var payloadPartCount: Int {
        switch self {
        case .latent, .plan: 1
        case .batch(let batch): batch.members.reduce(0) { $0 + $1.links.count + 1 }
        case .batchResult(let result): result.members.count
        case .hello, .welcome, .refuse, .outcome, .heartbeat, .goodbye, .register, .drain, .pace,
            .reference, .failsafeReport, .rehome:
            0
        }
    }
    /// Bytes of all payload parts together.
    public var payloadByteCount: Int {
        switch self {
        case .latent(let latent): latent.payloadByteCount
        case .plan(let plan): Int(plan.payloadByteCount)
        case .batch(let batch):
            batch.members.reduce(0) { sum, member in
                member.links.reduce(sum + member.payloadByteCount) { $0 + $1.payloadByteCount }
            }
        case .batchResult(let result):
            result.members.reduce(0) { $0 + Int($1.payloadByteCount) }
        case .hello, .welcome, .refuse, .outcome, .heartbeat, .goodbye, .register, .drain, .pace,
            .reference, .failsafeReport, .rehome:
            0
        }
    }
}
