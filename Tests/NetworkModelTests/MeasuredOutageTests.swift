import NetworkModel
import Randomness
import Testing
import Timekeeping

/// The stream model beside what was measured on Linux's own TCP without loss.
@Suite struct MeasuredOutageTests {
    private func thin(queueBytes: Int) -> LinkConditions {
        var direction = DirectionConditions(delay: .milliseconds(20))
        direction.rate = .constant(bitsPerSecond: 1_000_000)
        direction.queue = LinkQueue(byteLimit: queueBytes, discipline: .dropTail)
        return LinkConditions(up: direction, down: direction)
    }

    @Test func `a thin link makes frames wait for ever longer that are sent as they come`() {
        var conversation = Conversation(
            thin(queueBytes: 8 << 20), frameBytes: 20_480, period: .milliseconds(100),
            hasChasers: false, seed: Seed(1))
        conversation.run(until: .origin + .seconds(25))
        let (p50, p99) = (
            conversation.milliseconds(permille: 500), conversation.milliseconds(permille: 990)
        )
        #expect(abs(p50 - 5_200) < 700, "measured were 5.2 s, found \(p50) ms")
        #expect(abs(p99 - 10_000) < 1_200, "measured were 10.0 s, found \(p99) ms")
    }
    @Test func `one frame in flight keeps a thin link's plans young`() {
        var conversation = Conversation(
            thin(queueBytes: 1 << 20), frameBytes: 20_480, period: .milliseconds(100),
            hasChasers: false, isOneInFlight: true, seed: Seed(1))
        conversation.run(until: .origin + .seconds(25))
        let (p50, p99) = (
            conversation.milliseconds(permille: 500), conversation.milliseconds(permille: 990)
        )
        #expect(abs(p50 - 270) < 30, "measured were 0.27 s, found \(p50) ms")
        #expect(p99 < 390, "measured were 0.39 s, found \(p99) ms")
    }
    /// 5 s: 1.64 to 1.71 s measured; 1 s: 0.60 to 0.63 s; 20 s: 6.73 to 6.75 s.
    @Test(arguments: [(1, 0.6), (5, 1.7), (20, 6.7)])
    func `after an outage the sender stays backed off as Linux's TCP does`(
        seconds: Int64, measured: Double
    ) {
        let direction = DirectionConditions(delay: .nanoseconds(100_000))
        var conversation = Conversation(
            LinkConditions(up: direction, down: direction), frameBytes: 2_048,
            period: .milliseconds(100), hasChasers: false, seed: Seed(1))
        conversation.run(until: .milliseconds(1_000))
        conversation.cutBoth(for: .seconds(seconds))
        conversation.run(until: .milliseconds(60_000))
        let end = Instant.milliseconds(UInt64(1_000 + seconds * 1_000))
        let late = conversation.planInstants.first { $0 >= end }.map { ($0 - end).seconds }
        #expect((late ?? 0) > measured * 0.6, "found \(late ?? -1) s, measured \(measured) s")
        #expect((late ?? 99) < measured * 1.4, "found \(late ?? -1) s, measured \(measured) s")
    }
}
