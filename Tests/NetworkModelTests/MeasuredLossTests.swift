import NetworkModel
import Randomness
import Testing
import Timekeeping

/// The stream model beside what was measured on Linux's own TCP over an emulator that drops
/// packets: 1 % each way, a round trip of 40 ms, 2 KB frames answered by small plans.
@Suite struct MeasuredLossTests {
    struct Row: Sendable {
        let hertz: Int64
        let hasChasers: Bool
        /// Milliseconds: what an independent model of the same law said, and what was measured.
        let modelP99: Double
        let measuredP99: Double
        /// Percent of the plans over 200 ms.
        let modelOver200: Double
    }
    static let rows = [
        Row(hertz: 5, hasChasers: false, modelP99: 281, measuredP99: 280, modelOver200: 2.06),
        Row(hertz: 5, hasChasers: true, modelP99: 101, measuredP99: 113, modelOver200: 0.06),
        Row(hertz: 10, hasChasers: false, modelP99: 181, measuredP99: 181, modelOver200: 0.13),
        Row(hertz: 10, hasChasers: true, modelP99: 101, measuredP99: 114, modelOver200: 0.05),
        Row(hertz: 20, hasChasers: false, modelP99: 131, measuredP99: 130, modelOver200: 0.12),
        Row(hertz: 20, hasChasers: true, modelP99: 101, measuredP99: 113, modelOver200: 0.05),
    ]
    static func link(loss: Double) -> LinkConditions {
        var direction = DirectionConditions(delay: .milliseconds(20))
        direction.loss = .independent(loss)
        return LinkConditions(up: direction, down: direction)
    }

    @Test(arguments: rows)
    func `lost segments delay plans as Linux's TCP does`(row: Row) {
        var conversation = Conversation(
            Self.link(loss: 0.01), frameBytes: 2_048, period: .milliseconds(1_000 / row.hertz),
            hasChasers: row.hasChasers, seed: Seed(1))
        conversation.run(until: .origin + .milliseconds(1_000 / row.hertz) * 40_000)
        let (p50, p99) = (
            conversation.milliseconds(permille: 500), conversation.milliseconds(permille: 990)
        )
        let over = conversation.percent(over: 200)
        let found = Comment(rawValue: "p50 \(p50), p99 \(p99), over 200 ms \(over) %")
        #expect(abs(p50 - 40) < 1, found)
        #expect(abs(p99 - row.modelP99) <= 3, found)
        #expect(abs(p99 - row.measuredP99) <= 14, found)
        #expect(abs(over - row.modelOver200) <= max(0.1, row.modelOver200 / 10), found)
    }
    @Test func `three in a hundred lost delay a hundredth of the plans by more than 200 ms`() {
        var conversation = Conversation(
            Self.link(loss: 0.03), frameBytes: 2_048, period: .milliseconds(100),
            hasChasers: false, seed: Seed(1))
        conversation.run(until: .origin + .seconds(4_000))
        let p99 = conversation.milliseconds(permille: 990)
        let over = conversation.percent(over: 200)
        #expect(abs(p99 - 221) < 22, "the independent model said 221, measured were 240")
        #expect(over > 0.6 && over < 1.5, "the independent model said 1.0 %, measured were 1.4 %")
    }
}
