import Synchronization

/// Between those who ask and the thread that owns the sockets.
package final class RelayMailbox<Order: Sendable, Counts: Sendable>: Sendable {
    /// Something asked, and who hears that it was done.
    package struct Request: Sendable {
        /// Nil for nothing but the counts.
        package let order: Order?
        /// Hears the counts once the order was carried out, or nil if all was closed before.
        package let reply: @Sendable (Counts?) -> Void
    }
    private struct Content: Sendable {
        var requests: [Request] = []
        var isClosed = false
        var counts: Counts
    }
    /// Rings when there is something to take.
    package let bell: Bell
    private let content: Mutex<Content>

    /// An empty one; `counts` is nothing yet.
    package init(_ counts: Counts) throws(RelayError) {
        bell = try Bell()
        content = Mutex(Content(counts: counts))
    }

    /// Whether all is to end.
    package var isClosed: Bool { content.withLock { $0.isClosed } }
    /// What was done, once all has ended.
    package var lastCounts: Counts {
        get { content.withLock { $0.counts } }
        set { content.withLock { $0.counts = newValue } }
    }

    /// Has `order` carried out, if it is one, and waits for the counts.
    package func ask(_ order: Order?) async throws(RelayError) -> Counts {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Counts, RelayError>, Never>) in
            do throws(RelayError) {
                try put(
                    Request(order: order) { counts in
                        continuation.resume(
                            returning: counts.map(Result.success) ?? .failure(.closed))
                    })
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        return try result.get()
    }
    /// Everything that was asked since the last time.
    package func takeAll() -> [Request] {
        content.withLock { content in
            defer { content.requests.removeAll() }
            return content.requests
        }
    }
    /// Asks the thread to end.
    package func close() {
        content.withLock { $0.isClosed = true }
        bell.ring()
    }

    private func put(_ request: Request) throws(RelayError) {
        let error: RelayError? = content.withLock { content in
            guard !content.isClosed else { return .closed }
            guard content.requests.count < Limits.orders else { return .busy }
            content.requests.append(request)
            return nil
        }
        if let error { throw error }
        bell.ring()
    }
}
