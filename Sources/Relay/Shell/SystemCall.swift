import Glibc

/// What the system says and asks for.
package enum SystemCall {
    /// An error number in words.
    package static func text(of code: Int32) -> String {
        guard let words = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: words)
    }
    /// Keeps `descriptor` from child processes, and from ever blocking its reader or writer.
    package static func makePrivateAndNonBlocking(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
    /// Time since boot, as all of this package's programs read it.
    package static func now() -> UInt64 {
        var reading = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &reading)
        return UInt64(reading.tv_sec) * 1_000_000_000 + UInt64(reading.tv_nsec)
    }
}
