import Glibc
import Synchronization

/// A forwarder of TCP connections that can be cut: what is left of a link when the radio goes.
///
/// While cut, connections that were open are reset and new ones are accepted and swallowed without
/// an answer (a black hole, as a dead radio is), until healed. One thread polls all sockets.
public final class LinkCutter: Sendable {
    /// What was forwarded and refused so far.
    public struct Account: Hashable, Sendable {
        /// Connections forwarded.
        public var connections: UInt64 = 0
        /// Connections closed by a cut.
        public var severed: UInt64 = 0
        /// Connections swallowed while cut, or for want of the other side.
        public var refused: UInt64 = 0
        /// Bytes from the connecting side to the target.
        public var bytesOut: UInt64 = 0
        /// Bytes from the target to the connecting side.
        public var bytesBack: UInt64 = 0
    }
    struct Wishes: Sendable {
        var isCut = false
        var isClosed = false
        var account = Account()
    }
    final class Shared: Sendable {
        let wishes = Mutex(Wishes())
        let doorbell = Doorbell()
    }

    /// The port connections come in at, on the loopback address.
    public let port: UInt16
    private let shared: Shared
    private let thread: NamedThread

    /// Listens on a free port of the loopback address and forwards to `target` there.
    ///
    /// - Throws: `LinkCutterError` if no port could be had.
    public init(target: UInt16) throws(LinkCutterError) {
        let listener = try LoopbackSocket.listen()
        guard let port = LoopbackSocket.port(of: listener) else {
            Glibc.close(listener)
            throw .noPort(code: errno)
        }
        self.port = port
        let shared = Shared()
        self.shared = shared
        thread = NamedThread("link-cutter", priority: .prompt) {
            var loop = LinkCutterLoop(listener: listener, target: target, shared: shared)
            loop.run()
        }
    }

    /// What was forwarded and refused so far.
    public var account: Account { shared.wishes.withLock { $0.account } }
    /// Whether the link is cut.
    public var isCut: Bool { shared.wishes.withLock { $0.isCut } }

    /// Severs what is open and swallows what comes, until `heal`.
    public func cut() { wish { $0.isCut = true } }
    /// Forwards again; connections swallowed while cut are closed, so that their owners try anew.
    public func heal() { wish { $0.isCut = false } }
    /// Severs everything and stops listening.
    public func close() {
        wish { $0.isClosed = true }
        thread.join()
    }

    private func wish(_ change: (inout sending Wishes) -> Void) {
        shared.wishes.withLock { wishes in change(&wishes) }
        shared.doorbell.ring()
    }
}
