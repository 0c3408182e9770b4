import CZeroMQ
import Glibc

/// Waits until a source is ready. One thread owns it, and the sockets in it.
@safe public final class Poller {
    /// Something to wait for.
    public enum Source {
        /// A socket with a message.
        case socket(Socket)
        /// A socket that would take a message. It stays ready for as long as that holds, so wait
        /// for it only while there is something to send.
        case writable(Socket)
        /// A file descriptor that is readable, such as the end of a pipe. The caller keeps it open.
        case descriptor(Int32)
    }

    private var sources: [Source] = []
    private var items: [zmq_pollitem_t] = unsafe []

    /// A poller without sources.
    public init() {}

    /// Waits for `sources` from now on, and for them only.
    public func setSources(_ sources: [Source]) {
        precondition(sources.count <= ZeroMQLimits.pollSources, "too many sources for one poller")
        self.sources = sources
        unsafe items = unsafe sources.map { source in
            switch source {
            case .socket(let socket):
                unsafe zmq_pollitem_t(
                    socket: socket.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
            case .writable(let socket):
                unsafe zmq_pollitem_t(
                    socket: socket.handle, fd: 0, events: Int16(ZMQ_POLLOUT), revents: 0)
            case .descriptor(let descriptor):
                unsafe zmq_pollitem_t(
                    socket: nil, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0)
            }
        }
    }

    /// Waits up to `milliseconds` (0: looks only) and returns how many sources are ready.
    ///
    /// A signal ends the wait early with no source ready; the caller's loop looks at its clock
    /// anyway.
    @discardableResult
    public func wait(milliseconds: Int) throws(ZeroMQError) -> Int {
        precondition(milliseconds >= 0, "an endless wait is never meant")
        for source in sources {
            switch source {
            case .socket(let socket), .writable(let socket):
                // libzmq would look into freed memory.
                guard !socket.isClosed else {
                    throw .callFailed(operation: "zmq_poll", reason: "a polled socket is closed")
                }
            case .descriptor: continue
            }
        }
        let count = unsafe items.withUnsafeMutableBufferPointer { items in
            unsafe zmq_poll(items.baseAddress, Int32(items.count), milliseconds)
        }
        if count < 0 {
            for index in unsafe items.indices { unsafe items[index].revents = 0 }
            guard zmq_errno() == EINTR else { throw .last(in: "zmq_poll") }
        }
        return max(0, Int(count))
    }

    /// Whether the source at `index` was ready when `wait` returned.
    public func isReady(_ index: Int) -> Bool {
        unsafe items[index].revents != 0
    }
}
