import Glibc
import Synchronization

/// A thread of the operating system with a name, a priority and a body; joined once.
public final class NamedThread: Sendable {
    private let handle: Mutex<pthread_t?>

    /// Starts a thread. `name` is cut at 15 bytes by the kernel; `grant` hears which priority it
    /// really got, on the new thread, before `body` runs.
    public init(
        _ name: String, priority: ThreadPriority,
        grant: @escaping @Sendable (ThreadPriority.Grant) -> Void,
        body: @escaping @Sendable () -> Void
    ) {
        let start = unsafe Unmanaged.passRetained(
            Start(name: name) {
                grant(priority.applyToCaller())
                body()
            })
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                NamedThread.nameCaller(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        precondition(status == 0, "the system has no thread left for \(name)")
        handle = Mutex(thread)
    }
    /// Starts a thread whose priority is of no interest to anybody.
    public convenience init(
        _ name: String, priority: ThreadPriority, body: @escaping @Sendable () -> Void
    ) {
        self.init(name, priority: priority, grant: { _ in }, body: body)
    }

    /// Waits until the body has returned. Later calls return at once.
    public func join() {
        let thread = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let thread { _ = pthread_join(thread, nil) }
    }

    /// Names the calling thread, for `top` and debuggers; a kernel that refuses changes nothing.
    private static func nameCaller(_ name: String) {
        let descriptor = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = unsafe write(descriptor, name, min(name.utf8.count, 15))
        close(descriptor)
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
