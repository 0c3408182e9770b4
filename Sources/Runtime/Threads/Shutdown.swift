import Glibc
import Synchronization

/// The wish to stop, once for a process: every shell polls its doorbell and leaves in order.
public final class Shutdown: Sendable {
    /// Readable for ever once stopping was asked for; nobody clears it.
    public let doorbell = Doorbell()
    private let requested = Atomic<Bool>(false)

    /// Nobody has asked yet.
    public init() {}

    /// Whether stopping was asked for.
    public var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// Asks everybody to stop.
    public func request() {
        requested.store(true, ordering: .releasing)
        doorbell.ring()
    }

    /// Lets SIGINT and SIGTERM ask, and the second of them end the process with status 130 (as a
    /// shell reports a program ended by Ctrl-C). Call it on the main thread before any other
    /// thread starts, since threads inherit the mask set here. A broken pipe, and a file that may
    /// not grow any more, become ordinary errors of `write`: neither a log nor a recording ends a
    /// drive.
    public func listenToSignals() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        detach("signals") { [self] in
            var set = sigset_t()
            unsafe sigemptyset(&set)
            unsafe sigaddset(&set, SIGINT)
            unsafe sigaddset(&set, SIGTERM)
            while true {
                var number: Int32 = 0
                guard unsafe sigwait(&set, &number) == 0 else { continue }
                if isRequested { _exit(130) }
                request()
            }
        }
    }
    /// Lets the end of standard input ask: a process that was started with a pipe there stops when
    /// its parent is gone, however the parent ended.
    public func listenToStandardInput() {
        detach("stdin") { [self] in
            var byte: UInt8 = 0
            while true {
                let count = unsafe read(STDIN_FILENO, &byte, 1)
                if count == 0 || (count < 0 && errno != EINTR) { return request() }
            }
        }
    }

    /// A thread that lives as long as the process: it waits in the kernel and owns nothing.
    private func detach(_ name: String, _ body: @escaping @Sendable () -> Void) {
        _ = NamedThread(name, priority: .ordinary, body: body)
    }
}
