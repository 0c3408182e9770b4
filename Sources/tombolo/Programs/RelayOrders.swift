import Dispatch
import Relay
import Runtime
import Synchronization

/// Orders to a relay from a thread that waits until they are carried out.
enum RelayOrders {
    /// Has `relay` carry out `order`.
    ///
    /// - Throws: if it has ended.
    static func perform(_ order: RelayOrder, by relay: LinkRelay) throws(ProcessFailure) {
        let done = DispatchSemaphore(value: 0)
        let outcome = Outcome()
        Task {
            do throws(RelayError) {
                _ = try await relay.perform(order)
            } catch {
                outcome.words.withLock { $0 = error.description }
            }
            done.signal()
        }
        done.wait()
        if let words = outcome.words.withLock({ $0 }) { throw ProcessFailure(.software, words) }
    }

    /// What went wrong on another thread, if anything did.
    private final class Outcome: Sendable {
        let words = Mutex<String?>(nil)
    }
}
