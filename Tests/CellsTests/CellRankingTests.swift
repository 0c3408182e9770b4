import Randomness
import Testing

@testable import Cells

@Suite struct CellRankingTests {
    private let endpoints = (1...8).map { "tcp://10.0.0.\($0):5570" }

    @Test func `ranks the same in every process`() {
        #expect(CellRanking.order(of: "car-1", among: endpoints) == [7, 2, 5, 4, 3, 6, 0, 1])
        #expect(
            CellRanking.order(of: "north/arm-17", among: endpoints) == [0, 7, 3, 5, 1, 4, 6, 2])
        #expect(StableHash.key(of: "car-1") == 16_328_982_761_385_129_193)
    }
    @Test func `does not depend on the order in which cells are listed`() {
        var random = Seed(3).stream("cells")
        for device in (0..<200).map({ "car-\($0)" }) {
            let shuffled = endpoints.shuffled(using: &random)
            let order = CellRanking.order(of: device, among: endpoints).map { endpoints[$0] }
            #expect(
                order == CellRanking.order(of: device, among: shuffled).map { shuffled[$0] })
        }
    }
    @Test func `a cell that goes changes nobody's order of the others`() {
        for device in (0..<200).map({ "car-\($0)" }) {
            let order = CellRanking.order(of: device, among: endpoints).map { endpoints[$0] }
            let fewer = Array(endpoints.dropFirst())
            let rest = CellRanking.order(of: device, among: fewer).map { fewer[$0] }
            #expect(rest == order.filter { $0 != endpoints[0] })
        }
    }
    @Test func `first places are as the capacities, whatever their unit`() {
        let cells = [4, 8, 12, 16].map { Cell(name: "cell-\($0)", capacity: $0) }
        var firsts = [0, 0, 0, 0]
        for device in 0..<5_000 {
            firsts[CellRanking.order(of: "car-\(device)", among: cells)[0]] += 1
        }
        for (place, cell) in cells.enumerated() {
            let expected = 5_000 * cell.capacity / 40
            // Five deviations of a binomial draw.
            #expect(abs(firsts[place] - expected) < 5 * 36, "\(firsts)")
        }
    }
    @Test func `the logarithm is one, from basic operations`() {
        for (number, logarithm) in [
            (1.0, 0.0), (0.5, -0.693_147_180_559_945_3), (0x1p-54, -37.429_947_750_237_05),
        ] {
            #expect(abs(StableHash.logarithm(number) - logarithm) <= abs(logarithm) * 4e-16)
        }
        #expect(abs(StableHash.logarithm(2.718_281_828_459_045) - 1) < 4e-16)
        #expect(StableHash.unit(0) > 0 && StableHash.unit(.max) < 1)
    }
    @Test func `a device may be called as a cell is`() {
        let order = CellRanking.order(of: endpoints[3], among: endpoints)
        #expect(order.sorted() == Array(0..<8))
        #expect(CellRanking.order(of: "", among: ["b", "a", "a"]).count == 3)
    }
}
