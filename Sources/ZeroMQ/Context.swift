import CZeroMQ

/// The message library's I/O threads; a process has one. Sockets keep their context alive.
@safe public final class Context: Sendable {
    /// A libzmq context may be used from all threads (zmq(7), "Thread safety").
    nonisolated(unsafe) let handle: UnsafeMutableRawPointer

    /// A context with `inputOutputThreads` threads; one carries a thousand devices, and a second is
    /// worth nothing on two cores (measured).
    public convenience init(inputOutputThreads: Int) throws(ZeroMQError) {
        try self.init(
            inputOutputThreads: inputOutputThreads, socketLimit: ZeroMQLimits.usualSockets)
    }
    /// A context for up to `socketLimit` sockets, for a process that has one for each of many
    /// connections. A bound socket has any number of connections and counts once.
    public init(inputOutputThreads: Int, socketLimit: Int) throws(ZeroMQError) {
        precondition(
            ZeroMQLimits.inputOutputThreads.contains(inputOutputThreads),
            "I/O threads out of range")
        precondition(
            (1...ZeroMQLimits.sockets).contains(socketLimit), "socket limit out of range")
        guard let handle = unsafe zmq_ctx_new() else { throw .last(in: "zmq_ctx_new") }
        unsafe self.handle = unsafe handle
        guard unsafe zmq_ctx_set(handle, ZMQ_IO_THREADS, Int32(inputOutputThreads)) == 0,
            unsafe zmq_ctx_set(handle, ZMQ_MAX_SOCKETS, Int32(socketLimit)) == 0
        else { throw .last(in: "zmq_ctx_set") }
    }

    // Waits for the I/O threads. No socket is left by now, for each holds its context.
    deinit { unsafe zmq_ctx_term(handle) }

    /// Makes every call on every socket of this context throw `contextShutDown`, also one that
    /// another thread is blocked in. Callable from any thread.
    public func shutDown() { unsafe zmq_ctx_shutdown(handle) }

    /// The library's version, for example `4.3.4`; log it at start.
    public static var libraryVersion: String {
        var major: Int32 = 0
        var minor: Int32 = 0
        var patch: Int32 = 0
        unsafe zmq_version(&major, &minor, &patch)
        return "\(major).\(minor).\(patch)"
    }
}
