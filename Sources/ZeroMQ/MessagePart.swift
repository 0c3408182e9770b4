import CZeroMQ
import Synchronization

/// One part of a message, immutable: received, or to be sent any number of times without a copy.
///
/// `@unchecked Sendable`: the bytes never change after `init`; reading them is safe anywhere.
/// Sharing them with an outgoing message writes libzmq's own header (its reference count switch,
/// zmq_msg_copy(3)), which `sharing` serialises; the release of the last reference is atomic there.
@safe public final class MessagePart: @unchecked Sendable {
    /// Number of bytes.
    public let byteCount: Int

    private let message: UnsafeMutablePointer<zmq_msg_t>
    private let start: UnsafeRawPointer?
    private let sharing = Mutex(())

    /// A part with a copy of `bytes`.
    public convenience init(copying bytes: [UInt8]) {
        self.init(copying: bytes.span)
    }

    /// A part with a copy of `bytes`.
    public convenience init(copying bytes: Span<UInt8>) {
        let message = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)
        guard unsafe zmq_msg_init_size(message, bytes.count) == 0 else {
            preconditionFailure("no memory for a message part of \(bytes.count) bytes")
        }
        if let place = unsafe zmq_msg_data(message) {
            unsafe bytes.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(start: place, count: source.count)
                    .copyMemory(from: source)
            }
        }
        unsafe self.init(taking: message)
    }

    /// A part that uses `bytes` in place and keeps `owner` alive until the last message with them
    /// has left the process.
    ///
    /// The memory must stay valid and unchanged while `owner` lives. The owner is released on one
    /// of the library's threads.
    @unsafe public convenience init(
        lending bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable
    ) {
        let message = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)
        let reference = unsafe Unmanaged<AnyObject>.passRetained(owner).toOpaque()
        let status = unsafe zmq_msg_init_data(
            message, UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count,
            { _, reference in
                guard let reference = unsafe reference else { return }
                unsafe Unmanaged<AnyObject>.fromOpaque(reference).release()
            }, reference)
        guard status == 0 else { preconditionFailure("no memory for a message part") }
        unsafe self.init(taking: message)
    }

    /// Takes over an initialised message.
    init(taking message: UnsafeMutablePointer<zmq_msg_t>) {
        unsafe self.message = unsafe message
        byteCount = unsafe zmq_msg_size(message)
        unsafe start = UnsafeRawPointer(zmq_msg_data(message))
    }

    deinit {
        unsafe zmq_msg_close(message)
        unsafe message.deallocate()
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

    /// Lets `target`, an initialised message, refer to the same bytes.
    @unsafe func share(with target: UnsafeMutablePointer<zmq_msg_t>) {
        sharing.withLock { _ in
            let status = unsafe zmq_msg_copy(target, message)
            precondition(status == 0, "a part is a valid message for as long as it lives")
        }
    }
}
