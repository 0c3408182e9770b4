import Glibc
public import Timekeeping

/// A program started by this one: its output read line by line, its errors in a file, and never
/// left behind.
///
/// The child gets a pipe as standard input, which ends when this process does, however that comes;
/// started with `--until-input-ends`, Tombolo's programs then stop by themselves. It has a process
/// group of its own, so that Ctrl-C reaches it only through its parent. One thread owns it.
public final class ChildProcess {
    /// How a program ended.
    public enum Ending: Hashable, Sendable {
        /// By itself, with this status.
        case status(Int32)
        /// By this signal.
        case signal(Int32)
    }
    /// What it is called in messages.
    public let name: String
    /// The process's number.
    public let identifier: Int32
    /// How it ended, once that is known.
    public private(set) var ending: Ending?
    private let input: Int32
    private let output: Int32
    private var unread: [UInt8] = []
    private var clock = MonotonicClock()

    /// Starts the program at `path`; its errors go to the file `errorLog`.
    public init(
        name: String, path: String, arguments: [String], errorLog: String
    ) throws(ProcessFailure) {
        self.name = name
        var inputEnds: [Int32] = [-1, -1]
        var outputEnds: [Int32] = [-1, -1]
        guard unsafe pipe(&inputEnds) == 0, unsafe pipe(&outputEnds) == 0 else {
            throw ProcessFailure(.software, "no file descriptor is left to start \(name)")
        }
        for end in inputEnds + outputEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        input = inputEnds[1]
        output = outputEnds[0]
        let started = ChildProcess.spawn(
            path: path, arguments: arguments, input: inputEnds[0], output: outputEnds[1],
            errorLog: errorLog)
        close(inputEnds[0])
        close(outputEnds[1])
        switch started {
        case .success(let identifier): self.identifier = identifier
        case .failure(let error):
            identifier = -1
            ending = .status(127)
            throw ProcessFailure(
                .software, "cannot start \(path) (error \(error.code)); build all products first")
        }
    }
    deinit {
        if ending == nil { end(patience: .zero) }
        close(input)
        close(output)
    }

    /// How it ended, or nil while it runs.
    public func poll() -> Ending? {
        guard ending == nil else { return ending }
        var status: Int32 = 0
        if unsafe waitpid(identifier, &status, WNOHANG) == identifier { note(status) }
        return ending
    }
    /// The next line of its output that begins with `prefix`; other lines are skipped. Nil if the
    /// output ended or `patience` ran out.
    public func line(beginning prefix: String, patience: Interval) -> String? {
        let deadline = clock.now() + patience
        while true {
            while let line = nextLine() {
                if line.hasPrefix(prefix) { return line }
            }
            guard read(until: deadline) else { return nil }
        }
    }
    /// Asks it to stop and waits for at most `patience`, then kills it. Returns how it ended.
    @discardableResult
    public func end(patience: Interval) -> Ending {
        if let ending = poll() { return ending }
        kill(identifier, SIGTERM)
        let deadline = clock.now() + patience
        // Its output ends when it does: waiting for that is waiting for the process.
        while read(until: deadline) { unread.removeAll() }
        if poll() == nil { kill() }
        return ending ?? .signal(SIGKILL)
    }
    /// Sends it a signal, SIGSTOP and SIGCONT among them, if it still runs.
    public func send(_ signal: Int32) {
        if poll() == nil { kill(identifier, signal) }
    }
    /// Waits for its end, for at most `patience`; what it still says is skipped. Nil if it runs on.
    public func wait(patience: Interval) -> Ending? {
        let deadline = clock.now() + patience
        while poll() == nil, clock.now() < deadline {
            // Its output ends a moment before it does.
            if !read(until: deadline) {
                MonotonicClock.sleep(until: clock.now() + .milliseconds(2))
            }
            unread.removeAll()
        }
        return ending
    }
    /// Kills it at once, as a power cut would.
    public func kill() {
        guard poll() == nil else { return }
        kill(identifier, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        note(status)
    }

    private func kill(_ identifier: Int32, _ signal: Int32) { _ = Glibc.kill(identifier, signal) }
    private func note(_ status: Int32) {
        let signal = status & 0x7F
        ending = signal == 0 ? .status((status >> 8) & 0xFF) : .signal(signal)
    }
    private func nextLine() -> String? {
        guard let end = unread.firstIndex(of: 0x0A) else { return nil }
        let line = String(decoding: unread[..<end], as: UTF8.self)
        unread.removeFirst(end + 1)
        return line
    }
    /// Reads once; false at the end of the output or of the time.
    private func read(until deadline: Instant) -> Bool {
        let left = max((deadline - clock.now()).nanoseconds / 1_000_000, 0)
        var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        guard unsafe Glibc.poll(&entry, 1, Int32(clamping: left)) > 0 else { return false }
        var chunk = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe chunk.withUnsafeMutableBytes { bytes in
            unsafe Glibc.read(output, bytes.baseAddress, bytes.count)
        }
        guard count > 0 else { return false }
        unread += chunk[..<count]
        return true
    }
}

extension ChildProcess {
    private struct SpawnError: Error {
        let code: Int32
    }
    private static func spawn(
        path: String, arguments: [String], input: Int32, output: Int32, errorLog: String
    ) -> Result<Int32, SpawnError> {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(
            &actions, STDERR_FILENO, errorLog, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
        // The child starts with no signal blocked and in a process group of its own.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { word in unsafe free(word) } }
        var identifier: pid_t = 0
        let code = unsafe posix_spawn(
            &identifier, path, &actions, &attributes, &words, environ)
        return code == 0 ? .success(identifier) : .failure(SpawnError(code: code))
    }
}
