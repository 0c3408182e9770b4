/// Which body belongs to which kind.
extension Message {
    init(_ kind: MessageKind, from reader: inout ByteReader) throws(DecodeError) {
        switch kind {
        case .hello: self = .hello(try Hello(from: &reader))
        case .welcome: self = .welcome(try Welcome(from: &reader))
        case .refuse: self = .refuse(try Refuse(from: &reader))
        case .latent: self = .latent(try LatentHeader(from: &reader))
        case .plan: self = .plan(try PlanHeader(from: &reader))
        case .outcome: self = .outcome(try Outcome(from: &reader))
        case .heartbeat: self = .heartbeat(try Heartbeat(from: &reader))
        case .goodbye: self = .goodbye(try Goodbye(from: &reader))
        case .register: self = .register(try Register(from: &reader))
        case .batch: self = .batch(try Batch(from: &reader))
        case .batchResult: self = .batchResult(try BatchResult(from: &reader))
        case .drain: self = .drain
        case .pace: self = .pace(try Pace(from: &reader))
        case .reference: self = .reference(try Reference(from: &reader))
        case .failsafeReport: self = .failsafeReport(try FailsafeReport(from: &reader))
        case .rehome: self = .rehome(try Rehome(from: &reader))
        }
    }

    func encodeBody(into writer: inout ByteWriter) {
        switch self {
        case .hello(let hello): hello.encode(into: &writer)
        case .welcome(let welcome): welcome.encode(into: &writer)
        case .refuse(let refuse): refuse.encode(into: &writer)
        case .latent(let latent): latent.encode(into: &writer)
        case .plan(let plan): plan.encode(into: &writer)
        case .outcome(let outcome): outcome.encode(into: &writer)
        case .heartbeat(let heartbeat): heartbeat.encode(into: &writer)
        case .goodbye(let goodbye): goodbye.encode(into: &writer)
        case .register(let register): register.encode(into: &writer)
        case .batch(let batch): batch.encode(into: &writer)
        case .batchResult(let result): result.encode(into: &writer)
        case .drain: break
        case .pace(let pace): pace.encode(into: &writer)
        case .reference(let reference): reference.encode(into: &writer)
        case .failsafeReport(let report): report.encode(into: &writer)
        case .rehome(let rehome): rehome.encode(into: &writer)
        }
    }

    /// Throws unless every value is in its range: after reading, since a stranger wrote them, and
    /// before writing, where it is our own mistake.
    func check() throws(DecodeError) {
        switch self {
        case .hello(let hello): try hello.check()
        case .welcome(let welcome): try welcome.check()
        case .refuse(let refuse): try refuse.check()
        case .latent(let latent): try latent.check()
        case .plan(let plan): try plan.check()
        case .register(let register): try register.check()
        case .batch(let batch): try batch.check()
        case .batchResult(let result): try result.check()
        case .pace(let pace): try pace.check()
        case .failsafeReport(let report): try report.check()
        case .rehome(let rehome): try rehome.check()
        case .outcome, .heartbeat, .goodbye, .drain, .reference: break
        }
    }
}
