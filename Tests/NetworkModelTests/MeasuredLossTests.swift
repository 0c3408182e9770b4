import NetworkModel
import Randomness
import Testing
import Timekeeping

/// The stream model beside what was measured on Linux's own TCP over an emulator that drops
/// packets: 1 % each way, a round trip of 40 ms, 2 KB frames answered by small plans.
@Suite struct MeasuredLossTests {
    struct Row: Sendable {
        let loss: Double
        let hertz: Int64
        let hasChasers: Bool
        /// Milliseconds, by `tombolo bench links` with 60,000 frames.
        let p99: Double
        /// Percent of the plans over 200 and 300 ms.
        let over200: Double
        let over300: Double
    }
    static let rows = [
        Row(loss: 0.01, hertz: 5, hasChasers: false, p99: 281, over200: 2.00, over300: 0.10),
        Row(loss: 0.01, hertz: 5, hasChasers: true, p99: 113, over200: 0.10, over300: 0.02),
        Row(loss: 0.01, hertz: 10, hasChasers: false, p99: 181, over200: 0.15, over300: 0.06),
        Row(loss: 0.01, hertz: 10, hasChasers: true, p99: 114, over200: 0.04, over300: 0.02),
        Row(loss: 0.01, hertz: 20, hasChasers: false, p99: 131, over200: 0.07, over300: 0.04),
        Row(loss: 0.03, hertz: 10, hasChasers: false, p99: 225, over200: 1.13, over300: 0.45),
        Row(loss: 0.03, hertz: 10, hasChasers: true, p99: 160, over200: 0.34, over300: 0.18),
    ]
    static func link(loss: Double) -> LinkConditions {
        var direction = DirectionConditions(delay: .milliseconds(20))
        direction.loss = .independent(loss)
        return LinkConditions(up: direction, down: direction)
    }

    /// As `bench links` judges: 10 ms or 10 %, and half as much more; 0.1 % more by chance.
    @Test(arguments: rows)
    func `lost segments delay plans as Linux's TCP does`(row: Row) {
        var conversation = Conversation(
            Self.link(loss: row.loss), frameBytes: 2_048, period: .milliseconds(1_000 / row.hertz),
            hasChasers: row.hasChasers, seed: Seed(1))
        conversation.run(until: .origin + .milliseconds(1_000 / row.hertz) * 40_000)
        let p50 = conversation.milliseconds(permille: 500)
        // Plans come late in steps: these are the ranks that chance may exchange.
        let (low, high) = (
            conversation.milliseconds(permille: 988), conversation.milliseconds(permille: 992)
        )
        let (over200, over300) = (
            conversation.percent(over: 200), conversation.percent(over: 300)
        )
        let found = Comment(
            rawValue: "p50 \(p50), p98.8 \(low), p99.2 \(high), late \(over200) % and \(over300) %")
        #expect(abs(p50 - 40) < 1, found)
        let slack = max(10, row.p99 / 10)
        #expect(low - slack <= row.p99 && row.p99 <= high + slack, found)
        for (mine, real) in [(over200, row.over200), (over300, row.over300)] {
            #expect(max(mine, real) <= min(mine, real) * 1.5 + 0.1, found)
        }
    }
}
