import Glibc

/// A program that runs in a network namespace, with this program's input and output.
public final class NamespaceProcess: Sendable {
    private let process: pid_t

    /// Starts `command`, a program and its arguments; the program is looked for in `PATH`.
    public init(
        _ command: [String], in namespace: NetworkNamespace
    ) throws(EmulatorError) {
        guard let name = command.first, command.count <= Limits.arguments else {
            throw .noCommand(command.first ?? "", code: E2BIG)
        }
        process = try namespace.within { () throws(EmulatorError) in
            try Self.spawn(name, command)
        }
    }

    /// Waits until it has ended and says its status as a shell does: 128 and the signal's number if
    /// a signal ended it. To be called once.
    public func wait() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return 127 }
        }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
    /// Waits until it has ended and lets `wait` say how: until then its number is nobody else's.
    public func watchEnd() {
        var ended = unsafe siginfo_t()
        let process = id_t(bitPattern: process)
        while unsafe waitid(P_PID, process, &ended, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    }
    /// Sends it a signal, before `wait` has returned.
    public func send(signal: Int32) { kill(process, signal) }

    private static func spawn(
        _ name: String, _ command: [String]
    ) throws(EmulatorError) -> pid_t {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // It is to hear signals as if nobody had started it.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var ignored = sigset_t()
        unsafe sigemptyset(&ignored)
        unsafe sigaddset(&ignored, SIGPIPE)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &ignored)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        unsafe posix_spawnattr_setflags(&attributes, flags)
        var arguments = unsafe command.map { unsafe strdup($0) }
        defer { unsafe arguments.forEach { unsafe free($0) } }
        unsafe arguments.append(nil)
        var process: pid_t = 0
        let code = unsafe posix_spawnp(&process, name, nil, &attributes, arguments, environ)
        guard code == 0 else { throw .noCommand(name, code: code) }
        return process
    }
}
