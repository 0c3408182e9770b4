import CoordinatorCore
import SansIO
import Testing
import Timekeeping
import ZeroMQ

@testable import Runtime

/// The small things a coordinator's shell is made of.
@Suite struct CoordinatorPartsTests {
    @Test func `an allowance gives its burst at once and then one a period`() {
        let allowance = PeerAllowance(burst: 3, period: .milliseconds(10))
        var use = PeerAllowance.Use()
        let spent = [0, 0, 0, 0, 9, 10, 10, 20, 1_000, 1_000, 1_000, 1_000].map {
            use.spend(allowance, at: .milliseconds(5_000 + $0))
        }
        #expect(
            spent == [
                true, true, true, false, false, true, false, true, true, true, true, false,
            ])
    }
    @Test func `a coordinator lets messages gather only while many come`() {
        var pacing = ReceivePacing()
        var now = Instant.milliseconds(1_000)
        for _ in 0..<20 {
            pacing.note(5, at: now)
            now = now + .milliseconds(1)
        }
        #expect(pacing.isBusy)
        // One now and then is nobody's burst.
        for _ in 0..<20 {
            pacing.note(1, at: now)
            now = now + .milliseconds(1)
        }
        #expect(!pacing.isBusy)
        // Nor is what came before a silence.
        pacing.note(Limits.busyMessages * 2, at: now)
        pacing.note(1, at: now + .seconds(1))
        #expect(!pacing.isBusy)
    }
    @Test func `a connection is endless if it delivers nothing of what was taken`() {
        var connections = ConnectionGuard()
        let begin = Instant.milliseconds(1_000)
        for descriptor: Int32 in 5...8 {
            connections.noteOpened(descriptor, .device, taken: 100, at: begin)
        }
        connections.noteOpened(9, .worker, taken: 0, at: begin)
        let limit = Limits.unfinishedDeviceBytes
        // 5 at the limit, 6 beyond, 7 beyond but speaking, 8 beyond but delivered, 9 a worker.
        let taken: [Int32: Int] = [
            5: limit + 100, 6: limit + 101, 7: 9 * limit, 8: 9 * limit, 9: 9 * limit,
        ]
        connections.noteDelivery(8, byteCount: 8 * limit, at: begin)
        let later = begin + Limits.guardSilence
        connections.noteDelivery(7, byteCount: 50, at: later - .milliseconds(1))
        #expect(connections.isDue(at: later))
        #expect(connections.scan(at: later) { taken[$0] } == [6])
        #expect(!connections.isDue(at: later + .milliseconds(99)))
        connections.noteClosed(6)
        let next = later + Limits.guardPeriod
        #expect(connections.scan(at: next) { taken[$0] } == [])
        // A worker's results are larger; it has its limit, too.
        let huge = Limits.unfinishedWorkerBytes + 1
        #expect(connections.scan(at: next + .seconds(1)) { $0 == 9 ? huge : nil } == [9])
    }
    @Test func `a connection nobody opened is no concern of the guard's`() {
        var connections = ConnectionGuard()
        connections.noteDelivery(7, byteCount: 50, at: .milliseconds(1))
        connections.noteOpened(-1, .device, taken: 0, at: .milliseconds(1))
        connections.noteClosed(99)
        #expect(connections.scan(at: .milliseconds(9_000)) { _ in .max } == [])
    }
    @Test func `peers are told apart by side and connection and forgotten by name`() throws {
        var identities = PeerIdentities(allowances: .standard)
        func peer(_ side: PeerSide, _ number: UInt32) -> PeerID? {
            let sender = identities.sender(
                side, .generated(number), at: .milliseconds(1), descriptor: { 7 },
                delivered: { #expect($0 == 7) })
            if case .heard(let peer) = sender { return peer }
            return nil
        }
        let first = try #require(peer(.device, 1))
        #expect(peer(.device, 1) == first)
        let others = [peer(.worker, 1), peer(.device, 2)].compactMap { $0 }
        #expect(Set(others + [first]).count == 3)
        #expect(identities.place(of: first)?.identity == .generated(1))
        identities.forget(first)
        #expect(identities.place(of: first) == nil)
        #expect(peer(.device, 1) != first)
    }
    @Test func `a peer beyond its allowance is news once`() {
        let few = PeerAllowance(burst: 1, period: .seconds(1))
        var identities = PeerIdentities(
            allowances: CoordinatorAllowances(device: few, worker: few))
        var news: [Bool] = []
        for _ in 0..<4 {
            let sender = identities.sender(
                .device, .generated(1), at: .milliseconds(1), descriptor: { nil },
                delivered: { _ in })
            if case .flooding(_, let isNews) = sender { news.append(isNews) }
        }
        #expect(news == [true, false, false])
    }
    @Test func `there are no more peers than the limit`() {
        var identities = PeerIdentities(allowances: .standard)
        var unknown = 0
        for number in 0..<UInt32(Limits.peers + 1) {
            let sender = identities.sender(
                .device, .generated(number), at: .milliseconds(1), descriptor: { nil },
                delivered: { _ in })
            if case .unknown = sender { unknown += 1 }
        }
        #expect(unknown == 1)
    }
    @Test func `a process that may not open enough files says so`() throws {
        try DescriptorLimit.raise(toHold: 16, for: "a test")
        #expect(throws: ProcessFailure.self) {
            try DescriptorLimit.raise(toHold: 1 << 40, for: "a test")
        }
    }
}
