import Synchronization

/// Hands a loop to its thread, which is the only one to have it from then on.
final class RelayStart: Sendable {
    private let loop: Mutex<RelayLoop?>

    init(_ loop: sending RelayLoop) { self.loop = Mutex(loop) }

    /// Runs the loop, once.
    func run() {
        let taken: RelayLoop? = loop.withLock { loop in
            defer { loop = nil }
            return loop
        }
        guard var taken else { return }
        taken.run()
    }
}
