import Synchronization

/// Hands a loop to its thread, which is the only one to have it from then on.
package final class RelayStart<Loop>: Sendable {
    private let loop: Mutex<Loop?>

    /// Keeps `loop` until its thread takes it.
    package init(_ loop: sending Loop) { self.loop = Mutex(loop) }

    /// Lets the loop run, once.
    package func run(_ body: (inout Loop) -> Void) {
        let taken: Loop? = loop.withLock { loop in
            defer { loop = nil }
            return loop
        }
        guard var taken else { return }
        body(&taken)
    }
}
