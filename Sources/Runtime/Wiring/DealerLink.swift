import SansIO
import Wire
import ZeroMQ

/// A connection of the calling side: one dealer socket at a time, opened and closed as a session
/// asks, by its owner or, for one that must not wait, by a `LinkOpener`.
///
/// A connection counts as open once the transport has a peer behind it (the socket is writable),
/// not when it was asked for: a greeting sent before would be dropped.
struct DealerLink {
    /// The connection's number, as the session counts.
    private(set) var number: UInt64 = 0
    private(set) var counts = TransportCounts()
    private let context: Context
    private let endpoint: String
    private let options: SocketOptions
    private let limits: MessageLimits
    private var socket: Socket?
    /// Whether the connection was asked for and has no peer yet.
    private(set) var isOpening = false

    init(context: Context, endpoint: String, options: SocketOptions, limits: MessageLimits) {
        self.context = context
        self.endpoint = endpoint
        self.options = options
        self.limits = limits
    }

    /// What the poller must be set to anew when it changes.
    struct Polled: Hashable {
        let number: UInt64
        let isOpening: Bool
        let isThere: Bool
    }
    var polled: Polled {
        Polled(number: number, isOpening: isOpening, isThere: socket != nil)
    }
    /// Whether no connection is there or expected.
    var isFree: Bool { socket == nil && !isOpening }
    /// What to poll, most of the time or while a connection opens.
    var source: Poller.Source? {
        guard let socket else { return nil }
        return isOpening ? .writable(socket) : .socket(socket)
    }

    mutating func open(_ number: UInt64) throws(ZeroMQError) {
        close(self.number)
        let socket = try Socket(.dealer, options: options, in: context)
        try socket.connect(endpoint)
        self.socket = socket
        self.number = number
        isOpening = true
    }
    mutating func close(_ number: UInt64) {
        guard number == self.number else { return }
        socket?.close()
        socket = nil
        isOpening = false
    }
    /// Expects the socket of connection `number`, which another thread opens; the caller closes the
    /// one before.
    mutating func expect(_ number: UInt64) -> Socket? {
        let before = socket
        socket = nil
        self.number = number
        isOpening = true
        return before
    }
    /// Whether the socket of connection `number` is waited for.
    func expects(_ number: UInt64) -> Bool {
        isOpening && socket == nil && number == self.number
    }
    /// Takes the socket of connection `number` if it is waited for.
    mutating func adopt(_ socket: Socket, as number: UInt64) -> Bool {
        guard expects(number) else { return false }
        self.socket = socket
        return true
    }
    /// Gives connection `number` up; the caller closes its socket.
    mutating func drop(_ number: UInt64) -> Socket? {
        guard number == self.number else { return nil }
        defer {
            socket = nil
            isOpening = false
        }
        return socket
    }
    /// Counts a failure of the transport.
    mutating func noteFailure() { counts.failures += 1 }
    /// Counts a payload for which there was no room.
    mutating func noteUnstored() { counts.unstored += 1 }
    /// Notes that the poller found the opening connection writable; its number.
    mutating func noteOpened() -> UInt64? {
        guard isOpening else { return nil }
        isOpening = false
        return number
    }

    /// Sends a frame on connection `number`; a frame of another connection, or one the transport
    /// does not take, is dropped and counted: it would be stale by the time it went. Returns the
    /// bytes that the transport took, all parts together; nil if it took none.
    @discardableResult
    mutating func send(
        _ envelope: Envelope, payloads: [MessagePart], on number: UInt64
    ) throws(ZeroMQError) -> Int? {
        guard let socket, number == self.number else {
            counts.unsent += 1
            return nil
        }
        let parts = OutgoingFrame.parts(envelope, payloads: payloads)
        let byteCount = parts.reduce(0) { $0 + $1.byteCount }
        switch try socket.send(parts) {
        case .sent:
            counts.sent += 1
            return byteCount
        case .wouldBlock, .unroutable:
            counts.unsent += 1
            return nil
        }
    }
    /// The next message there is, or nil.
    mutating func receive() throws(ZeroMQError) -> Result<IncomingFrame, DecodeError>? {
        guard let socket, !isOpening else { return nil }
        switch try socket.receive(limits: limits) {
        case .nothing: return nil
        case .message(let parts):
            counts.received += 1
            do throws(DecodeError) {
                return .success(try IncomingFrame(parts[...]))
            } catch {
                return .failure(error)
            }
        case .oversized(_, _, let byteCount):
            counts.oversized += 1
            return .failure(.wrongLength(expected: limits.byteCount, found: byteCount))
        }
    }
}
