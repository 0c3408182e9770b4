import Glibc
import Runtime

/// What the system lets another process do with files.
enum ProcessLimits {
    /// From now on `process` may add to no file, as if every disk were full; pipes and sockets are
    /// no files. Root and the owner of a process may do that.
    ///
    /// The kernel says EFBIG where a full disk says ENOSPC, and sends SIGXFSZ besides.
    static func forbidFiles(to process: Int32, log folder: String) -> Bool {
        setFileLimit(of: process, to: "0:", log: folder)
    }
    /// `process` may write to files again.
    static func allowFiles(to process: Int32, log folder: String) -> Bool {
        setFileLimit(of: process, to: "unlimited:", log: folder)
    }
    /// Sets the soft limit of a file's bytes, by the program that every Linux has: the call itself
    /// is none that Swift sees.
    private static func setFileLimit(
        of process: Int32, to bytes: String, log folder: String
    ) -> Bool {
        let program = try? ChildProcess(
            name: "prlimit", path: "/usr/bin/prlimit",
            arguments: ["--pid", "\(process)", "--fsize=\(bytes)"],
            errorLog: folder + "/prlimit.log")
        return program?.wait(patience: RealLimits.end) == .status(0)
    }

    /// A named pipe at `path` that takes one page and that nobody ever reads; close the descriptor
    /// when it is not wanted any more.
    static func makeStalledPipe(at path: String) throws(ProcessFailure) -> Int32 {
        unsafe unlink(path)
        guard unsafe mkfifo(path, 0o600) == 0 else {
            throw ProcessFailure(.file, "cannot make a pipe at \(path); choose another --output")
        }
        // Open both ways: whoever opens it for writing then finds a reader.
        let descriptor = unsafe open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ProcessFailure(.file, "cannot open \(path); choose another --output")
        }
        _ = fcntl(descriptor, setPipeSize, Int32(RealLimits.pipeBytes))
        return descriptor
    }
    /// `F_SETPIPE_SZ` of fcntl(2), which is not among what Swift sees.
    private static let setPipeSize: Int32 = 1_031
}
