import NetworkModel
import Randomness
import Testing
import Timekeeping

@testable import Simulation

/// What sockets and kernels make of a link.
@Suite struct TransportTests {
    /// A transport and what came out of it, moment by moment.
    private final class Bench {
        var transport: Transport
        var now = Instant.origin
        var seen: [(at: Interval, output: Transport.Output)] = []

        init(_ course: LinkCourse) {
            transport = Transport(course, .device, random: Seed(1).stream("test"))
        }
        convenience init(delay: Int64, changes: [TimedLinkChange] = []) {
            let conditions = LinkConditions(delay: .milliseconds(delay), jitter: .zero)
            self.init(LinkCourse(conditions, changes: changes))
        }
        func run(until end: Int64) {
            while let next = transport.wakeup, max(next, now) <= .origin + .milliseconds(end) {
                now = max(next, now)
                transport.advance(to: now)
                while let output = transport.nextOutput() { seen.append((now - .origin, output)) }
            }
            now = .origin + .milliseconds(end)
        }
        func open(_ number: UInt64 = 1) {
            transport.open(
                number, attempt: .milliseconds(250), isAnybodyThere: true, at: now)
        }
        func up(_ byte: UInt8, on number: UInt64 = 1, bytes: Int = 100) -> Bool {
            transport.sendUp(Self.frame(byte, bytes), on: number, at: now)
        }
        func down(_ byte: UInt8, on connection: UInt64 = 1) -> Transport.Sending {
            transport.sendDown(Self.frame(byte, 100), on: connection, at: now)
        }
        static func frame(_ byte: UInt8, _ bytes: Int = 100) -> SimulatedFrame {
            SimulatedFrame(control: [UInt8](repeating: byte, count: bytes), payloads: [])
        }
        /// When the client's socket was usable, in whole milliseconds.
        var opened: [Int64] {
            seen.compactMap { seen in
                guard case .opened = seen.output else { return nil }
                return seen.at.nanoseconds / 1_000_000
            }
        }
        /// The first bytes of what came up, and when.
        var cameUp: [UInt8] {
            seen.compactMap { seen in
                guard case .toCoordinator(_, let frame) = seen.output else { return nil }
                return frame.control[0]
            }
        }
        var cameDown: [UInt8] {
            seen.compactMap { seen in
                guard case .toClient(_, let frame) = seen.output else { return nil }
                return frame.control[0]
            }
        }
    }
    private func cut(
        _ from: Int64, _ length: Int64, _ directions: [LinkDirection] = LinkDirection.allCases
    ) -> [TimedLinkChange] {
        directions.map {
            TimedLinkChange(at: .milliseconds(from), $0, .cut(for: .milliseconds(length)))
        }
    }

    @Test func `a socket is usable after three round trips, and a message takes one way`() {
        let bench = Bench(delay: 10)
        bench.open()
        bench.run(until: 100)
        #expect(bench.opened == [60])
        #expect(bench.up(7))
        bench.run(until: 200)
        #expect(bench.cameUp == [7] && bench.seen.last?.at == .milliseconds(110))
        #expect(bench.down(8) == .taken)
        bench.run(until: 300)
        #expect(bench.cameDown == [8] && bench.seen.last?.at == .milliseconds(210))
    }

    @Test func `a message costs its framing`() {
        let small = SimulatedFrame(control: [UInt8](repeating: 0, count: 255), payloads: [[1]])
        let large = SimulatedFrame(control: [UInt8](repeating: 0, count: 256), payloads: [])
        #expect(small.wireByteCount == 255 + 2 + 1 + 2)
        #expect(large.wireByteCount == 256 + 9)
    }

    @Test func `nothing connects in a cut, and the library tries again in its time`() {
        let bench = Bench(delay: 10, changes: cut(0, 1_000))
        bench.open()
        bench.run(until: 3_000)
        // An attempt has 250 ms, and the next one begins 50 to 100 ms later.
        #expect(bench.opened.count == 1)
        #expect((1_060...1_410).contains(bench.opened[0]))
        #expect((4...5).contains(bench.transport.report.attempts))
        #expect(bench.transport.connectionCount == 1)
    }

    @Test func `without a connection a message is dropped and counted`() {
        let bench = Bench(delay: 10)
        bench.open()
        #expect(!bench.up(1))
        #expect(bench.down(1) == .gone)
        #expect(bench.transport.report.up.unconnected == 1)
        #expect(bench.transport.report.down.unconnected == 1)
    }

    @Test func `in a cut the kernel and the queue fill, and then messages are refused`() {
        let bench = Bench(delay: 10, changes: cut(100, 20_000))
        bench.open()
        bench.run(until: 200)
        var taken = 0
        while bench.up(1, bytes: 1_000), taken < 1_000 { taken += 1 }
        // 46,080 bytes at the kernel, one that the library is about to write, and its queue of two.
        #expect(taken == 45 + 1 + 2)
        #expect(bench.transport.report.up.refused == 1)
        #expect(bench.transport.report.up.waited == 1 + 2)
        #expect(bench.cameUp.isEmpty)
    }

    @Test func `who does not read is sent no more than its kernel holds`() {
        let bench = Bench(delay: 10)
        bench.open()
        bench.run(until: 100)
        bench.transport.setCoordinatorReading(false)
        var taken = 0
        while bench.up(1, bytes: 1_000), taken < 1_000 {
            taken += 1
            bench.run(until: 100 + Int64(taken) * 20)
        }
        #expect(bench.cameUp.isEmpty)
        // The reader's kernel holds 65,536 bytes more.
        #expect((110...125).contains(taken))
        bench.transport.setCoordinatorReading(true)
        bench.run(until: 10_000)
        #expect(bench.cameUp.count == taken)
    }

    @Test func `a farewell comes behind what the kernel had, and only over the link`() {
        let bench = Bench(delay: 10, changes: cut(200, 1_000))
        bench.open()
        bench.run(until: 100)
        #expect(bench.up(5))
        bench.transport.close(1, at: bench.now)
        #expect(bench.down(1) == .taken, "nobody has told the coordinator yet")
        bench.run(until: 150)
        #expect(bench.cameUp == [5] && bench.down(1) == .gone)
        bench.open(2)
        bench.run(until: 199)
        #expect(bench.transport.connectionCount == 1)
    }

    @Test(arguments: [LinkDirection.up, .down])
    func `a connection that nobody answers on is given up after three seconds`(
        direction: LinkDirection
    ) {
        let bench = Bench(delay: 10, changes: cut(200, 60_000, [direction]))
        bench.open()
        bench.run(until: 250)
        _ = bench.up(1)
        bench.run(until: 3_000)
        #expect(bench.transport.report.reaped == 0)
        bench.run(until: 6_000)
        #expect(bench.transport.report.reaped == 1)
        #expect(bench.down(1) == .gone)
    }

    @Test func `silence alone ends no connection`() {
        let bench = Bench(delay: 10)
        bench.open()
        bench.run(until: 30_000)
        #expect(bench.transport.report.reaped == 0 && bench.down(3) == .taken)
    }

    @Test func `when the coordinator's process ends its clients hear so and try again`() {
        let bench = Bench(delay: 10)
        bench.open()
        bench.run(until: 100)
        bench.transport.endCoordinator(at: bench.now)
        bench.run(until: 1_000)
        #expect(bench.transport.report.broken == 1)
        #expect(!bench.up(1))
        // Each is refused after a round trip, and 50 to 100 ms later comes the next.
        #expect((8...14).contains(bench.transport.report.attempts))
        bench.transport.startCoordinator()
        bench.run(until: 1_300)
        #expect(bench.up(2))
        bench.run(until: 1_400)
        #expect(bench.cameUp == [2] && bench.opened == [60], "the socket is the same")
    }

    @Test func `two connections at once share a cut, and each has its own chance`() {
        var conditions = LinkConditions(delay: .milliseconds(10), jitter: .zero)
        conditions.up.loss = .independent(0.1)
        let bench = Bench(LinkCourse(conditions, changes: cut(5_000, 1_000)))
        bench.open(1)
        bench.open(2)
        bench.run(until: 4_000)
        #expect(bench.opened.count == 2)
        var times: [[Interval]] = [[], []]
        for _ in 0..<20 {
            for socket in [1, 2] as [UInt64] { _ = bench.up(UInt8(socket), on: socket) }
            bench.run(until: (bench.now - .origin).nanoseconds / 1_000_000 + 45)
        }
        bench.run(until: 5_000)
        for seen in bench.seen {
            guard case .toCoordinator(_, let frame) = seen.output else { continue }
            times[Int(frame.control[0]) - 1].append(seen.at)
        }
        #expect(times.allSatisfy { $0.count > 10 } && times[0] != times[1])
        for socket in [1, 2] as [UInt64] { _ = bench.up(9, on: socket) }
        let before = bench.cameUp.count
        bench.run(until: 6_000)
        #expect(bench.cameUp.count == before)
    }
}
