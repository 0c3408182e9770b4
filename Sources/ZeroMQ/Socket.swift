import CZeroMQ
import Glibc

/// A socket; one thread owns it. Nothing here ever blocks: a poller waits.
///
/// A class and not `~Copyable`, because a session holds several connections of a peer in a
/// collection at the same time, and a poller keeps what it polls alive.
@safe public final class Socket {
    /// What the socket was made as.
    public let kind: SocketKind
    /// What was set on it.
    public let options: SocketOptions

    let handle: UnsafeMutableRawPointer
    private let context: Context
    /// Whether the socket was closed.
    public private(set) var isClosed = false

    /// A socket that is neither bound nor connected yet.
    public init(
        _ kind: SocketKind, options: SocketOptions, in context: Context
    ) throws(ZeroMQError) {
        guard let handle = unsafe zmq_socket(context.handle, kind.code) else {
            throw .last(in: "zmq_socket")
        }
        unsafe self.handle = unsafe handle
        self.kind = kind
        self.options = options
        self.context = context
        // From here on `deinit` closes the handle, also when an option is refused.
        try unsafe OptionSetter(handle: handle).apply(options, kind: kind)
    }

    deinit { close() }

    /// Closes the socket and drops what it still holds. Later calls throw; closing twice is fine.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        unsafe zmq_close(handle)
    }

    /// Listens at `endpoint` and returns it with the port in place of `0` or `*`.
    @discardableResult
    public func bind(_ endpoint: String) throws(ZeroMQError) -> String {
        try checkOpen()
        try Self.checkPort(of: endpoint)
        guard unsafe zmq_bind(handle, endpoint) == 0 else {
            throw .last(in: "zmq_bind", endpoint: endpoint)
        }
        // The longest endpoint: an IPv6 address with scope and port, or an inproc name.
        var text = [CChar](repeating: 0, count: 512)
        var count = text.count
        guard unsafe zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &text, &count) == 0 else {
            throw .last(in: "zmq_getsockopt")
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Starts to connect to `endpoint` and keeps trying; success shows in what arrives.
    public func connect(_ endpoint: String) throws(ZeroMQError) {
        try checkOpen()
        try Self.checkPort(of: endpoint)
        guard unsafe zmq_connect(handle, endpoint) == 0 else {
            throw .last(in: "zmq_connect", endpoint: endpoint)
        }
    }

    /// Sends `parts` as one message, all or nothing, without waiting. At a router the first part
    /// names the peer.
    public func send(_ parts: [MessagePart]) throws(ZeroMQError) -> SendOutcome {
        try checkOpen()
        precondition(!parts.isEmpty, "a message has at least one part")
        var outcome = SendOutcome.sent
        for (index, part) in parts.enumerated() {
            let more = index + 1 < parts.count
            let flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0)
            var code = sendPart(part, flags: flags)
            // Without this a queue that the peer has emptied may look full for a millisecond: the
            // library reads its own mail at most that often while it sends.
            if code == EAGAIN, index == 0, isWritable() { code = sendPart(part, flags: flags) }
            switch code {
            case 0: continue
            case EAGAIN where index == 0: return .wouldBlock
            case EHOSTUNREACH where index == 0: return .unroutable
            case EAGAIN, EHOSTUNREACH:
                // The connection broke inside the message. The library has dropped what it took
                // and swallows the rest, which must be offered to end the message.
                outcome = .unroutable
            default: throw ZeroMQError(code: code, operation: "zmq_msg_send")
            }
        }
        return outcome
    }

    /// Takes the next message, if one is there, without waiting.
    ///
    /// A message above `limits` is taken off the socket and dropped part by part, so that it
    /// neither stays in memory nor blocks the next.
    public func receive(limits: MessageLimits) throws(ZeroMQError) -> Reception {
        try checkOpen()
        guard let first = try receivePart() else { return .nothing }
        var parts = [first]
        var partCount = 1
        var byteCount = first.byteCount
        while try hasMore() {
            // The library delivers messages whole, so the rest of this one is here.
            guard let part = try receivePart() else {
                throw .callFailed(operation: "zmq_msg_recv", reason: "a message ended early")
            }
            partCount += 1
            byteCount += part.byteCount
            if partCount <= limits.parts && byteCount <= limits.byteCount {
                parts.append(part)
            } else {
                parts.removeAll()
            }
        }
        guard partCount <= limits.parts, byteCount <= limits.byteCount else {
            return .oversized(first: first, partCount: partCount, byteCount: byteCount)
        }
        return .message(parts)
    }

    /// What the socket can do now; asking makes the library read its mail.
    public var readiness: Readiness {
        guard !isClosed else { return [] }
        var events: Int32 = 0
        var count = MemoryLayout<Int32>.size
        let status = unsafe zmq_getsockopt(handle, ZMQ_EVENTS, &events, &count)
        return status == 0 ? Readiness(rawValue: events) : []
    }

    /// A descriptor to wait on together with many others: readable when the library has mail, which
    /// may or may not be a message (zmq_getsockopt(3), ZMQ_FD). After each wait, and after each
    /// send, receive until there is nothing: only then does it say so again.
    public func fileDescriptor() throws(ZeroMQError) -> Int32 {
        try checkOpen()
        var descriptor: Int32 = -1
        var count = MemoryLayout<Int32>.size
        guard unsafe zmq_getsockopt(handle, ZMQ_FD, &descriptor, &count) == 0 else {
            throw .last(in: "zmq_getsockopt")
        }
        return descriptor
    }

    /// libzmq 4.3.4 takes port 70000 for 4464 without a word.
    private static func checkPort(of endpoint: String) throws(ZeroMQError) {
        guard endpoint.hasPrefix("tcp://"), let colon = endpoint.lastIndex(of: ":") else { return }
        let port = endpoint[endpoint.index(after: colon)...]
        guard port == "*" || UInt16(port) != nil else { throw .invalidEndpoint(endpoint) }
    }

    func checkOpen() throws(ZeroMQError) {
        guard !isClosed else {
            throw .callFailed(operation: "using a socket", reason: "it is closed")
        }
    }

    /// Whether the library would take a message; asking makes it read its mail.
    private func isWritable() -> Bool {
        // A router is always writable as a whole; the second attempt finds out about the peer.
        readiness.contains(.writable)
    }

    /// 0, or the error number.
    private func sendPart(_ part: MessagePart, flags: Int32) -> Int32 {
        var message = zmq_msg_t()
        return unsafe withUnsafeMutablePointer(to: &message) { message in
            unsafe zmq_msg_init(message)
            unsafe part.share(with: message)
            var interruptions = 0
            while unsafe zmq_msg_send(message, handle, flags) < 0 {
                let code = zmq_errno()
                interruptions += 1
                guard code == EINTR, interruptions < ZeroMQLimits.interruptions else {
                    unsafe zmq_msg_close(message)
                    return code
                }
            }
            return 0
        }
    }

    private func receivePart() throws(ZeroMQError) -> MessagePart? {
        var message = zmq_msg_t()
        unsafe zmq_msg_init(&message)
        var interruptions = 0
        while unsafe zmq_msg_recv(&message, handle, ZMQ_DONTWAIT) < 0 {
            let code = zmq_errno()
            interruptions += 1
            guard code == EINTR, interruptions < ZeroMQLimits.interruptions else {
                unsafe zmq_msg_close(&message)
                guard code == EAGAIN else {
                    throw ZeroMQError(code: code, operation: "zmq_msg_recv")
                }
                return nil
            }
        }
        return MessagePart(taking: &message)
    }

    private func hasMore() throws(ZeroMQError) -> Bool {
        var more: Int32 = 0
        var count = MemoryLayout<Int32>.size
        guard unsafe zmq_getsockopt(handle, ZMQ_RCVMORE, &more, &count) == 0 else {
            throw .last(in: "zmq_getsockopt")
        }
        return more != 0
    }
}
