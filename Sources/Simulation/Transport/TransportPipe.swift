import NetworkModel
import Timekeeping

/// One direction of one connection, from the sender's queue to the reader.
///
///     send -> [queue, by messages] -> [batch] -> [kernel: link, unread] -> reader
///
/// When the reader stops, everything fills from the right, and then `send` is refused.
struct TransportPipe {
    /// What is carried.
    enum Cargo: Hashable {
        case frame(SimulatedFrame)
        case mark(TransportMark)

        var byteCount: Int {
            switch self {
            case .frame(let frame): frame.wireByteCount
            case .mark(let mark): mark.byteCount
            }
        }
    }
    private(set) var stream: StreamLink
    /// When something last came to the reader's kernel.
    private(set) var deliveredAt = Instant.origin
    /// Whether the process at the end reads.
    var isReading: Bool
    private let sendLimit: Int
    private var queue: [Cargo] = []
    private var batch: [Cargo] = []
    private var sent: [Cargo] = []
    private var arrived: [Cargo] = []
    private var unreadBytes = 0
    private var number: UInt64 = 0

    init(_ stream: StreamLink, sendLimit: Int, isReading: Bool) {
        self.stream = stream
        self.sendLimit = sendLimit
        self.isReading = isReading
    }

    /// When the next thing happens; at once if there is something to read.
    var wakeup: Instant? {
        !arrived.isEmpty && (isReading || hasUrgent) ? .origin : stream.wakeup
    }
    /// Whether something is on its way that the other end's kernel has not acknowledged.
    var isUnacknowledged: Bool { stream.heldBytes > 0 }

    /// Takes a message, or nil if its queue is full; whether it went on at once.
    mutating func send(_ frame: SimulatedFrame, at now: Instant) -> Bool? {
        guard queue.count < sendLimit else { return nil }
        queue.append(.frame(frame))
        push(at: now)
        return queue.isEmpty && batch.isEmpty
    }
    /// Sends a mark behind what has left the queue.
    mutating func send(_ mark: TransportMark, at now: Instant) {
        batch.append(.mark(mark))
        push(at: now)
    }
    /// Sends what a kernel says by itself, for which there is always room.
    mutating func sendAtOnce(_ mark: TransportMark, at now: Instant) {
        guard stream.accepts(mark.byteCount) else { return }
        offer(.mark(mark), at: now)
    }
    /// Sends a mark behind what the kernel has; the rest is dropped.
    mutating func conclude(_ mark: TransportMark, at now: Instant) {
        queue.removeAll()
        batch.removeAll()
        send(mark, at: now)
    }
    /// Lets time pass or something happen to the link.
    mutating func handle(_ input: StreamLinkInput, at now: Instant) {
        stream.handle(input, at: now)
        collect()
        push(at: now)
    }
    /// The next that the reader gets, or its kernel by itself; nil for nothing now.
    mutating func next(at now: Instant) -> Cargo? {
        guard let place = isReading ? arrived.indices.first : arrived.firstIndex(where: isUrgent)
        else { return nil }
        let cargo = arrived.remove(at: place)
        unreadBytes -= cargo.byteCount
        push(at: now)
        return cargo
    }
    /// What was not read is lost with its reader.
    mutating func abandon() {
        arrived.removeAll()
        unreadBytes = 0
    }

    private var hasUrgent: Bool { arrived.contains(where: isUrgent) }
    /// What a kernel answers without its process.
    private func isUrgent(_ cargo: Cargo) -> Bool {
        switch cargo {
        case .mark(.step(0)), .mark(.probe), .mark(.answer): true
        case .mark(.step), .mark(.end), .mark(.reset), .frame: false
        }
    }
    private mutating func push(at now: Instant) {
        while true {
            if batch.isEmpty { fillBatch() }
            guard let next = batch.first, hasRoom(next.byteCount) else { return }
            offer(batch.removeFirst(), at: now)
        }
    }
    private mutating func offer(_ cargo: Cargo, at now: Instant) {
        sent.append(cargo)
        number += 1
        stream.handle(.offer(id: number, bytes: cargo.byteCount), at: now)
        collect()
    }
    private mutating func fillBatch() {
        var bytes = 0
        while let next = queue.first, bytes < Limits.batchBytes {
            bytes += next.byteCount
            batch.append(queue.removeFirst())
        }
    }
    private func hasRoom(_ bytes: Int) -> Bool {
        guard stream.accepts(bytes) else { return false }
        let held = stream.heldBytes + max(unreadBytes - Limits.receiveBufferBytes, 0)
        return held == 0 || held + bytes <= Limits.sendBufferBytes
    }
    private mutating func collect() {
        while let output = stream.nextOutput() {
            guard case .delivered(_, _, isLast: true, let at) = output, !sent.isEmpty else {
                continue
            }
            deliveredAt = at
            let cargo = sent.removeFirst()
            unreadBytes += cargo.byteCount
            arrived.append(cargo)
        }
    }
}
