import Glibc

/// Wakes a thread that waits for descriptors: a pipe, readable from the first ring until cleared.
///
/// As `Runtime`'s doorbell, which this module cannot have: its users build without a network's
/// engine.
package final class Bell: Sendable {
    /// Readable while it rings.
    package let descriptor: Int32
    private let button: Int32

    /// A bell that does not ring.
    package init() throws(RelayError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw .noDescriptor(code: errno) }
        (descriptor, button) = (ends[0], ends[1])
        for end in ends { SystemCall.makePrivateAndNonBlocking(end) }
    }
    deinit {
        close(descriptor)
        close(button)
    }

    /// Rings until it is cleared.
    package func ring() {
        var byte: UInt8 = 1
        // Fails only when the pipe is full of rings, and then it is readable anyway.
        _ = unsafe write(button, &byte, 1)
    }
    /// Ends the ringing.
    package func clear() {
        var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        while unsafe read(descriptor, &bytes, 32) == 32 {}
    }
}
