import CZeroMQ
import Synchronization

/// One part of a message, immutable: received, or to be sent any number of times without a copy.
///
/// `@unchecked Sendable`: the bytes never change after `init`; reading them is safe anywhere.
/// Sharing them with an outgoing message writes libzmq's own header (its reference count switch,
/// zmq_msg_copy(3)), which the mutex serialises; the release of the last reference is atomic there.
@safe public final class MessagePart: @unchecked Sendable {
    /// Number of bytes.
    public let byteCount: Int

    /// In place, so that a part is one allocation. What a mutex holds never moves, so neither do
    /// the bytes of a short message, which lie in its header.
    private let message: Mutex<zmq_msg_t>
    private let start: UnsafeRawPointer?

    /// A part with a copy of `bytes`.
    public convenience init(copying bytes: [UInt8]) {
        self.init(copying: bytes.span)
    }

    /// A part with a copy of `bytes`.
    public convenience init(copying bytes: Span<UInt8>) {
        var message = zmq_msg_t()
        unsafe Self.initialise(&message, copying: bytes)
        self.init(taking: &message)
    }

    /// A part that uses `bytes` in place and keeps `owner` alive until the last message with them
    /// has left the process.
    ///
    /// The memory must stay valid and unchanged while `owner` lives. The owner is released on one
    /// of the library's threads.
    @unsafe public convenience init(
        lending bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable
    ) {
        var message = zmq_msg_t()
        let reference = unsafe Unmanaged<AnyObject>.passRetained(owner).toOpaque()
        let status = unsafe zmq_msg_init_data(
            &message, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count,
            { _, reference in
                guard let reference = unsafe reference else { return }
                unsafe Unmanaged<AnyObject>.fromOpaque(reference).release()
            }, reference)
        guard status == 0 else { preconditionFailure("no memory for a message part") }
        self.init(taking: &message)
    }

    /// Takes what an initialised message holds, which is empty afterwards.
    init(taking source: inout zmq_msg_t) {
        message = Mutex(zmq_msg_t())
        let (start, byteCount) = message.withLock { message in
            unsafe zmq_msg_init(&message)
            unsafe zmq_msg_move(&message, &source)
            return unsafe (UInt(bitPattern: zmq_msg_data(&message)), zmq_msg_size(&message))
        }
        unsafe self.start = UnsafeRawPointer(bitPattern: start)
        self.byteCount = byteCount
    }

    deinit { message.withLock { message in _ = unsafe zmq_msg_close(&message) } }

    /// Makes `message`, which is not initialised, one of a copy of `bytes`.
    @unsafe static func initialise(_ message: inout zmq_msg_t, copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe initialise(&message, copying: $0) }
    }
    /// The same of bytes that are lent.
    @unsafe static func initialise(
        _ message: inout zmq_msg_t, copying bytes: UnsafeRawBufferPointer
    ) {
        guard unsafe zmq_msg_init_size(&message, bytes.count) == 0 else {
            preconditionFailure("no memory for a message part of \(bytes.count) bytes")
        }
        if let place = unsafe zmq_msg_data(&message) {
            unsafe UnsafeMutableRawBufferPointer(start: place, count: bytes.count)
                .copyMemory(from: bytes)
        }
    }

    /// The bytes, in place.
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            let buffer = unsafe UnsafeBufferPointer(
                start: start?.assumingMemoryBound(to: UInt8.self), count: byteCount)
            return unsafe _overrideLifetime(buffer.span, borrowing: self)
        }
    }

    /// Lends the bytes to `body`, in place.
    public func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(bytes)
    }

    /// The bytes, copied.
    public func copiedBytes() -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: start, count: byteCount))
    }

    /// The descriptor of the connection that the part came from, if it came from one. The library
    /// owns it, and may close it at any time.
    public var sourceDescriptor: Int32? {
        message.withLock { message in
            let descriptor = unsafe zmq_msg_get(&message, ZMQ_SRCFD)
            return descriptor >= 0 ? descriptor : nil
        }
    }

    /// Lets `target`, an initialised message, refer to the same bytes.
    @unsafe func share(with target: UnsafeMutablePointer<zmq_msg_t>) {
        message.withLock { message in
            let status = unsafe zmq_msg_copy(target, &message)
            precondition(status == 0, "a part is a valid message for as long as it lives")
        }
    }
}
