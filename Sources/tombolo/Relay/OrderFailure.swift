import Synchronization

/// What went wrong on another thread, if anything did.
final class OrderFailure: Sendable {
    private let text = Mutex<String?>(nil)

    var words: String? { text.withLock { $0 } }
    func note(_ words: String) { text.withLock { $0 = words } }
}
