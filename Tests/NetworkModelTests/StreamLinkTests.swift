import NetworkModel
import Randomness
import Testing
import Timekeeping

/// What happens to the messages of a stream, told moment by moment.
@Suite struct StreamLinkTests {
    /// A stream that tells when its messages were complete, woken exactly when it asks.
    struct Bench {
        var link: StreamLink
        private(set) var pieces: [(id: UInt64, bytes: Int)] = []
        private(set) var complete: [(id: UInt64, milliseconds: Double)] = []
        private(set) var refused: [UInt64] = []
        private(set) var writable: [Double] = []

        init(_ conditions: DirectionConditions) {
            link = StreamLink(
                conditions, returnDelay: .milliseconds(20), seed: Seed(1), start: .origin)
        }
        mutating func feed(_ input: StreamLinkInput, at milliseconds: UInt64) {
            run(until: milliseconds)
            link.handle(input, at: .milliseconds(milliseconds))
            drain(at: .milliseconds(milliseconds))
        }
        mutating func run(until milliseconds: UInt64) {
            while let next = link.wakeup, next <= .milliseconds(milliseconds) {
                link.handle(.wake, at: next)
                drain(at: next)
            }
        }
        var ids: [UInt64] { complete.map(\.id) }
        var times: [Double] { complete.map(\.milliseconds) }

        private mutating func drain(at now: Instant) {
            while let output = link.nextOutput() {
                switch output {
                case .delivered(let id, let bytes, let isLast, let at):
                    pieces.append((id, bytes))
                    if isLast { complete.append((id, (at - .origin).milliseconds)) }
                case .refused(let id, _): refused.append(id)
                case .writable: writable.append((now - .origin).milliseconds)
                }
            }
        }
    }
    static let slow: DirectionConditions = {
        var conditions = DirectionConditions(delay: .milliseconds(20))
        conditions.rate = .constant(bitsPerSecond: 1_200_000)
        conditions.queue = LinkQueue(byteLimit: 5_000, discipline: .dropTail)
        return conditions
    }()

    @Test(arguments: [Int.min, -1, 0, Limits.messageBytes + 1, .max])
    func `a message of no legal length is refused, whatever waits`(bytes: Int) {
        var bench = Bench(Self.slow)
        bench.feed(.offer(id: 1, bytes: 3_000), at: 0)
        #expect(!bench.link.accepts(bytes))
        bench.feed(.offer(id: 2, bytes: bytes), at: 1)
        bench.run(until: 1_000)
        #expect(bench.refused == [2] && bench.ids == [1])
        #expect(bench.writable.isEmpty, "no room will ever do")
    }
    @Test func `a message comes in the pieces in which its segments do`() {
        var bench = Bench(Self.slow)
        bench.feed(.offer(id: 3, bytes: 3_000), at: 0)
        bench.run(until: 100)
        // 1,500 bytes with headers take 10 ms; the third segment has 104 and 52.
        #expect(bench.pieces.map(\.bytes) == [1_448, 1_448, 104])
        #expect(bench.times == [41.04])
    }
    @Test func `a full send buffer refuses and says when it would take the same again`() {
        var bench = Bench(Self.slow)
        bench.feed(.offer(id: 0, bytes: 4_344), at: 0)
        bench.feed(.offer(id: 1, bytes: 1_448), at: 0)
        #expect(bench.refused == [1] && bench.writable.isEmpty)
        bench.run(until: 15)
        #expect(bench.writable == [10])
        bench.feed(.offer(id: 1, bytes: 1_448), at: 15)
        bench.run(until: 200)
        #expect(bench.ids == [0, 1] && bench.link.counts.refused == 1)
    }
    @Test func `an empty buffer takes a message larger than itself, up to the limit`() {
        var bench = Bench(Self.slow)
        bench.feed(.offer(id: 0, bytes: 0), at: 0)
        bench.feed(.offer(id: 1, bytes: Limits.messageBytes + 1), at: 0)
        #expect(bench.refused == [0, 1])
        bench.feed(.offer(id: 2, bytes: Limits.messageBytes), at: 0)
        bench.run(until: 20_000)
        #expect(bench.ids == [2] && bench.writable.isEmpty)
    }
    @Test func `no more bytes and messages are held than the limits say`() {
        var conditions = DirectionConditions(delay: .seconds(10))
        conditions.queue.byteLimit = .max / 2
        var bench = Bench(conditions)
        for id in 0..<5 { bench.feed(.offer(id: UInt64(id), bytes: 1 << 20), at: 0) }
        #expect(bench.refused == [4] && bench.link.heldBytes == Limits.streamWindowBytes)
        bench = Bench(conditions)
        for id in 0...UInt64(Limits.streamMessages) { bench.feed(.offer(id: id, bytes: 1), at: 0) }
        #expect(bench.refused == [UInt64(Limits.streamMessages)])
    }
    @Test func `no more segments than the limit says are out unacknowledged`() {
        var bench = Bench(DirectionConditions(delay: .milliseconds(1)))
        bench.feed(.back(.cut(for: .max)), at: 0)
        for burst in 0..<2 {
            for id in 0..<UInt64(Limits.streamMessages) {
                bench.feed(.offer(id: id, bytes: 1), at: UInt64(burst) * 2)
            }
        }
        bench.feed(.offer(id: 9, bytes: 1), at: 4)
        #expect(bench.link.counts.segments == UInt64(Limits.streamSegments))
        #expect(bench.link.heldBytes == 1 && bench.link.waitingBytes == 1)
    }
    @Test func `a stall delays and loses nothing, though the sender sends again`() {
        var bench = Bench(DirectionConditions(delay: .milliseconds(20)))
        bench.feed(.offer(id: 0, bytes: 100), at: 0)
        bench.feed(.change(.stall(for: .milliseconds(500))), at: 10)
        bench.feed(.offer(id: 1, bytes: 100), at: 100)
        bench.run(until: 1_000)
        #expect(bench.times == [510, 530] && bench.link.counts.lost == 0)
        bench.feed(.offer(id: 2, bytes: 100), at: 1_000)
        bench.run(until: 2_000)
        #expect(bench.ids == [0, 1, 2] && bench.link.counts.retransmissions == 1)
    }
    @Test func `a reset discards what was held, and the next connection finds the same link`() {
        var bench = Bench(Self.slow)
        bench.feed(.offer(id: 0, bytes: 4_000), at: 0)
        bench.feed(.reset, at: 5)
        #expect(bench.link.counts.discardedBytes == 4_000 && bench.link.heldBytes == 0)
        bench.feed(.offer(id: 1, bytes: 1_448), at: 5)
        bench.run(until: 500)
        #expect(bench.ids == [1] && bench.times == [35])
    }
}
