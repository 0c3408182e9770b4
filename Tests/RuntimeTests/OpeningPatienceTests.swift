import Testing

@testable import Runtime

@Suite struct OpeningPatienceTests {
    private func patient(_ patience: inout OpeningPatience, _ numbers: Range<UInt64>) -> [UInt64] {
        numbers.filter { patience.isPatient($0, to: "a") }
    }

    @Test func `who was never reached is tried with patience every fourth time`() {
        var patience = OpeningPatience()
        #expect(patient(&patience, 1..<13) == [4, 8, 12])
    }

    @Test func `who was reached without patience is tried with it seldom`() {
        var patience = OpeningPatience()
        _ = patient(&patience, 1..<3)
        patience.noteReached(2, "a")
        #expect(patient(&patience, 3..<40) == [18, 34])
    }

    @Test func `who was reached with patience needs it again soon`() {
        var patience = OpeningPatience()
        _ = patient(&patience, 1..<2)
        patience.noteReached(1, "a")
        #expect(patient(&patience, 2..<18) == [17])
        _ = patience.isPatient(18, to: "a")
        patience.noteReached(17, "a")
        patience.noteReached(18, "b")
        var far = OpeningPatience()
        _ = patient(&far, 1..<5)
        far.noteReached(4, "a")
        #expect(patient(&far, 5..<13) == [8, 12])
    }

    @Test func `each endpoint has its own patience`() {
        var patience = OpeningPatience()
        var found: [UInt64] = []
        for number in 1...8 as ClosedRange<UInt64> {
            if patience.isPatient(number, to: number.isMultiple(of: 2) ? "a" : "b") {
                found.append(number)
            }
        }
        #expect(found == [7, 8])
    }
}
