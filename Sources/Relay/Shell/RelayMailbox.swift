import Synchronization

/// Between those who ask and the relay's thread.
final class RelayMailbox: Sendable {
    private struct Content: Sendable {
        var requests: [RelayRequest] = []
        var isClosed = false
        var counts = RelayCounts()
    }
    let bell: Bell
    private let content = Mutex(Content())

    init() throws(RelayError) { bell = try Bell() }

    /// Whether the relay is to end.
    var isClosed: Bool { content.withLock { $0.isClosed } }
    /// What was done, once the relay has ended.
    var lastCounts: RelayCounts {
        get { content.withLock { $0.counts } }
        set { content.withLock { $0.counts = newValue } }
    }

    func put(_ request: RelayRequest) throws(RelayError) {
        let error: RelayError? = content.withLock { content in
            guard !content.isClosed else { return .closed }
            guard content.requests.count < Limits.orders else { return .busy }
            content.requests.append(request)
            return nil
        }
        if let error { throw error }
        bell.ring()
    }
    func takeAll() -> [RelayRequest] {
        content.withLock { content in
            defer { content.requests.removeAll() }
            return content.requests
        }
    }
    func close() {
        content.withLock { $0.isClosed = true }
        bell.ring()
    }
}
