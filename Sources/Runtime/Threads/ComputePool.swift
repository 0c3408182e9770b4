import Synchronization

/// A few threads that run submitted work in order: the only place where a network or a codec runs.
///
/// Bounded: work beyond the limit is refused, never queued, since a core waits for each answer and
/// has at most a few under way.
public final class ComputePool: Sendable {
    /// What became of a piece of work that was to be queued without waiting.
    public enum Submission: Hashable, Sendable {
        /// It will run.
        case taken
        /// The queue is full, or the pool closed.
        case full
        /// A thread is at the queue just now; try again.
        case busy
    }
    /// One piece of work.
    public typealias Work = @Sendable () -> Void
    private struct Contents {
        var queue: [Work] = []
        var isClosed = false
    }
    private final class Shared: Sendable {
        let contents = Mutex(Contents())
        let doorbell = Doorbell()
    }
    private let shared = Shared()
    private let limit: Int
    private let threads: [NamedThread]

    /// A pool of `threadCount` threads called `name`, with at most `limit` pieces waiting.
    public init(_ name: String, threadCount: Int, limit: Int, priority: ThreadPriority) {
        self.limit = limit
        let shared = shared
        // Now, so that no submission has to grow it.
        shared.contents.withLock { $0.queue.reserveCapacity(limit) }
        threads = (0..<threadCount).map { index in
            NamedThread("\(name)-\(index)", priority: priority) { ComputePool.serve(shared) }
        }
    }

    /// Queues `work`; false if the queue is full or the pool closed.
    public func submit(_ work: @escaping Work) -> Bool {
        let isTaken = shared.contents.withLock { contents in
            guard !contents.isClosed, contents.queue.count < limit else { return false }
            contents.queue.append(work)
            return true
        }
        if isTaken { shared.doorbell.ring() }
        return isTaken
    }
    /// Queues `work` unless a thread is at the queue just now. Never waits.
    public func trySubmit(_ work: @escaping Work) -> Submission {
        let isTaken = shared.contents.withLockIfAvailable { contents in
            guard !contents.isClosed, contents.queue.count < limit else { return false }
            contents.queue.append(work)
            return true
        }
        guard let isTaken else { return .busy }
        guard isTaken else { return .full }
        shared.doorbell.ring()
        return .taken
    }
    /// Runs `body` while the queue is held, as by a thread that lost the processor at it: for
    /// tests.
    func holdingQueue(_ body: () -> Void) { shared.contents.withLock { _ in body() } }
    /// Drops what is waiting, lets what runs finish, and joins the threads.
    public func close() {
        shared.contents.withLock { contents in
            contents.isClosed = true
            contents.queue.removeAll()
        }
        shared.doorbell.ring()
        for thread in threads { thread.join() }
    }

    private static func serve(_ shared: Shared) {
        while true {
            shared.doorbell.wait(milliseconds: -1)
            let (work, isClosed) = shared.contents.withLock { contents -> (Work?, Bool) in
                // The bell stays rung while there is work, and for ever once closed.
                if contents.queue.count <= 1, !contents.isClosed { shared.doorbell.clear() }
                let work = contents.queue.isEmpty ? nil : contents.queue.removeFirst()
                return (work, contents.isClosed)
            }
            work?()
            if isClosed { return }
        }
    }
}
