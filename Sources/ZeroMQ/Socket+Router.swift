import CZeroMQ
import Glibc

/// A router's messages without an object for each identity and control part: what thousands of
/// connections cost is what one message costs.
extension Socket {
    /// Takes the next message of a router, if one is there, without waiting: who sent it into
    /// `peer`, what is behind that into `parts`, whose storage is kept.
    ///
    /// A message above `limits` is taken off the socket and dropped part by part. Both count the
    /// identity as a part.
    public func receive(
        limits: MessageLimits, from peer: inout RoutingIdentity, into parts: inout [MessagePart]
    ) throws(ZeroMQError) -> Arrival {
        try checkOpen()
        parts.removeAll(keepingCapacity: true)
        var message = zmq_msg_t()
        unsafe zmq_msg_init(&message)
        defer { unsafe zmq_msg_close(&message) }
        guard try receivePart(into: &message) else { return .nothing }
        peer = unsafe RoutingIdentity(
            UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message)))
        var partCount = 1
        var byteCount = unsafe zmq_msg_size(&message)
        var more = unsafe zmq_msg_more(&message) != 0
        while more {
            // The library delivers messages whole, so the rest of this one is here.
            guard try receivePart(into: &message) else {
                throw .callFailed(operation: "zmq_msg_recv", reason: "a message ended early")
            }
            partCount += 1
            byteCount += unsafe zmq_msg_size(&message)
            // Asked for now: taking the part empties the message.
            more = unsafe zmq_msg_more(&message) != 0
            guard partCount <= limits.parts, byteCount <= limits.byteCount else {
                parts.removeAll(keepingCapacity: true)
                continue
            }
            parts.append(MessagePart(taking: &message))
        }
        guard partCount <= limits.parts, byteCount <= limits.byteCount else {
            return .oversized(partCount: partCount, byteCount: byteCount)
        }
        return .message
    }

    /// Sends a router's message to `peer` without waiting, all or nothing: a copy of `leading`,
    /// then `parts` without one.
    public func send(
        _ leading: Span<UInt8>, _ parts: [MessagePart], to peer: RoutingIdentity
    ) throws(ZeroMQError) -> SendOutcome {
        try checkOpen()
        var message = zmq_msg_t()
        var code = sendIdentity(peer, &message)
        if code == EAGAIN, readiness.contains(.writable) { code = sendIdentity(peer, &message) }
        switch code {
        case 0: break
        case EAGAIN: return .wouldBlock
        case EHOSTUNREACH: return .unroutable
        default: throw ZeroMQError(code: code, operation: "zmq_msg_send")
        }
        var outcome = SendOutcome.sent
        unsafe MessagePart.initialise(&message, copying: leading)
        code = sendMessage(&message, flags: parts.isEmpty ? 0 : ZMQ_SNDMORE)
        for (index, part) in parts.enumerated() where isInside(code, &outcome) {
            let flags = index + 1 < parts.count ? ZMQ_SNDMORE : 0
            unsafe zmq_msg_init(&message)
            unsafe part.share(with: &message)
            code = sendMessage(&message, flags: flags)
        }
        guard isInside(code, &outcome) else {
            throw ZeroMQError(code: code, operation: "zmq_msg_send")
        }
        return outcome
    }

    /// Whether a message that has begun goes on after `code`. If the connection broke inside it,
    /// the library has dropped what it took and swallows the rest, which must be offered to end it.
    private func isInside(_ code: Int32, _ outcome: inout SendOutcome) -> Bool {
        switch code {
        case 0: return true
        case EAGAIN, EHOSTUNREACH:
            outcome = .unroutable
            return true
        default: return false
        }
    }
    private func sendIdentity(_ peer: RoutingIdentity, _ message: inout zmq_msg_t) -> Int32 {
        unsafe peer.withBytes { bytes in unsafe MessagePart.initialise(&message, copying: bytes) }
        return sendMessage(&message, flags: ZMQ_SNDMORE)
    }
    /// Sends `message`, which is empty afterwards; 0, or the error number.
    private func sendMessage(_ message: inout zmq_msg_t, flags: Int32) -> Int32 {
        for _ in 0..<ZeroMQLimits.interruptions {
            guard unsafe zmq_msg_send(&message, handle, flags | ZMQ_DONTWAIT) < 0 else { return 0 }
            let code = zmq_errno()
            guard code == EINTR else {
                unsafe zmq_msg_close(&message)
                return code
            }
        }
        unsafe zmq_msg_close(&message)
        return EINTR
    }
    /// Receives a part into `message`, which is initialised; false if there is none.
    private func receivePart(into message: inout zmq_msg_t) throws(ZeroMQError) -> Bool {
        for _ in 0..<ZeroMQLimits.interruptions {
            guard unsafe zmq_msg_recv(&message, handle, ZMQ_DONTWAIT) < 0 else { return true }
            let code = zmq_errno()
            if code == EAGAIN { return false }
            guard code == EINTR else { throw ZeroMQError(code: code, operation: "zmq_msg_recv") }
        }
        throw ZeroMQError(code: EINTR, operation: "zmq_msg_recv")
    }
}
