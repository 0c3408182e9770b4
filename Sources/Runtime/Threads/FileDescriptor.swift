import Glibc

/// Flags of open files.
enum FileDescriptor {
    /// Keeps `descriptor` from child processes, and from ever blocking its reader or writer.
    static func makePrivateAndNonBlocking(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
}
