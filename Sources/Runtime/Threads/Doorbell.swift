import Glibc

/// Wakes a thread that waits in `poll`: a pipe that stays readable from the first ring until it is
/// cleared.
public final class Doorbell: Sendable {
    /// The descriptor to poll for reading.
    public let fileDescriptor: Int32
    private let button: Int32

    /// A silent doorbell.
    public init() {
        var ends: [Int32] = [-1, -1]
        let status = unsafe pipe(&ends)
        precondition(status == 0, "the process has no file descriptor left")
        (fileDescriptor, button) = (ends[0], ends[1])
        for end in ends { FileDescriptor.makePrivateAndNonBlocking(end) }
    }
    deinit {
        close(fileDescriptor)
        close(button)
    }

    /// Makes the descriptor readable. Never blocks; ringing twice is as good as once.
    public func ring() {
        var byte: UInt8 = 1
        // Fails only when the pipe is full of rings, and then it is readable anyway.
        _ = unsafe write(button, &byte, 1)
    }
    /// Makes the descriptor silent until the next ring.
    public func clear() {
        var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        while unsafe read(fileDescriptor, &bytes, 32) == 32 {}
    }
    /// Waits until somebody rings, at most `milliseconds`; negative waits for ever.
    public func wait(milliseconds: Int32) {
        var entry = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&entry, 1, milliseconds)
    }
}
