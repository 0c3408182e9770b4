import NetworkModel
import Timekeeping

/// One direction of one connection: how many bytes are where, and when they may go on.
///
///     sender -> [link: queue, rate, loss, delay] -> [unread] -> reader
///
/// When the reader stops, the second fills, and then nothing is read from the sender.
struct RelayPipe {
    /// What came out of the link.
    enum Arrival: Hashable {
        case bytes(Int)
        case mark(RelayMark)
    }
    private(set) var link: StreamLink
    /// Bytes that came over the link and were not yet written to the reader.
    private(set) var unread = 0
    /// The sender may say something.
    var isOpen = false
    /// What the sender says is thrown away: its reader is gone.
    var isDiscarding = false
    /// The sender was told that there is no room, and waits.
    private(set) var isWaiting = false
    // A mark that the link had no room for yet.
    private var owed: RelayMark?
    // A mark that came behind bytes which were told first.
    private var cameNext: RelayMark?
    /// The farewell that was sent, if one was.
    private var farewell: RelayMark?

    init(_ link: StreamLink) { self.link = link }

    /// The sender has said its farewell.
    var isEnded: Bool { farewell != nil }
    /// When the next thing happens.
    var wakeup: Instant? { link.wakeup }
    /// How many bytes may be read from the sender now.
    var room: Int {
        if isDiscarding { return isEnded ? 0 : Limits.chunkBytes }
        guard isOpen, !isEnded, unread < Limits.unreadBytes else { return 0 }
        let conditions = link.conditions
        // What waits in the kernel waits in the link's queue.
        let kernel = conditions.rate == .unlimited ? 0 : Limits.kernelBytes
        let limit = max(conditions.queue.byteLimit - kernel, Self.leastBytes)
        let window = NetworkModel.Limits.streamWindowBytes - link.heldBytes - unread
        let free = min(limit - link.waitingBytes, window, Limits.chunkBytes)
        return free >= Self.leastBytes && link.accepts(free) ? free : 0
    }
    /// Less than a segment is not worth reading.
    private static let leastBytes = 1_448

    /// Takes so many bytes from the sender; true if the link let them through at once.
    mutating func take(_ bytes: Int, at now: Instant) -> Bool {
        link.handle(.offer(id: 0, bytes: bytes), at: now)
        return link.heldBytes == 0
    }
    /// Sends a mark behind everything that was taken. An end that was sent may be followed by a
    /// reset, and a reset by nothing.
    mutating func send(_ mark: RelayMark, at now: Instant) {
        guard mark.rawValue > (farewell?.rawValue ?? 0) else { return }
        if mark != .opening { farewell = mark }
        owed = mark
        payOwed(at: now)
    }
    /// Lets time pass.
    mutating func handle(_ input: StreamLinkInput, at now: Instant) {
        link.handle(input, at: now)
        payOwed(at: now)
    }
    /// The next thing that came out of the link, or nil: bytes as many as came together, since each
    /// delivery is a call of the system.
    mutating func next() -> Arrival? {
        if let mark = cameNext {
            cameNext = nil
            return .mark(mark)
        }
        var count = 0
        while let output = link.nextOutput() {
            guard case .delivered(let id, let bytes, _, _) = output else { continue }
            guard let mark = RelayMark(rawValue: id) else {
                count += bytes
                continue
            }
            guard count > 0 else { return .mark(mark) }
            cameNext = mark
            break
        }
        unread += count
        return count > 0 ? .bytes(count) : nil
    }
    /// So many bytes were written to the reader.
    mutating func wrote(_ bytes: Int) { unread -= min(bytes, unread) }
    /// Nobody reads any more; how many bytes that concerns at once.
    mutating func abandon() -> Int {
        isDiscarding = true
        let bytes = unread
        unread = 0
        return bytes
    }
    /// Notes whether the sender waits for room.
    mutating func noteRoom() -> (isReleased: Bool, isNewlyHeld: Bool) {
        let was = isWaiting
        isWaiting = isOpen && !isEnded && room == 0
        return (was && !isWaiting, !was && isWaiting)
    }

    private mutating func payOwed(at now: Instant) {
        guard let mark = owed, link.accepts(1) else { return }
        owed = nil
        link.handle(.offer(id: mark.rawValue, bytes: 1), at: now)
    }
}
