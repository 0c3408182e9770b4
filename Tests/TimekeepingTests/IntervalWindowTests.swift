import Testing
import Timekeeping

@Suite struct IntervalWindowTests {
    @Test func `an empty window has no ranks`() {
        let window = IntervalWindow(limit: 4)
        #expect(window.median == nil && window.upperQuartile == nil && window.count == 0)
    }
    @Test func `ranks are those of the latest, in whatever order they came`() {
        var window = IntervalWindow(limit: 4)
        for milliseconds: Int64 in [9, 1, 7] { window.add(.milliseconds(milliseconds)) }
        #expect(window.median == .milliseconds(7) && window.upperQuartile == .milliseconds(9))
        for milliseconds: Int64 in [3, 5, 5] { window.add(.milliseconds(milliseconds)) }
        // 7, 3, 5, 5 are left.
        #expect(window.count == 4)
        #expect(window.median == .milliseconds(5) && window.upperQuartile == .milliseconds(7))
        window.removeAll()
        #expect(window.median == nil)
        window.add(.milliseconds(2))
        #expect(window.median == .milliseconds(2) && window.upperQuartile == .milliseconds(2))
    }
    @Test func `a quantile is what that share does not exceed`() {
        var window = IntervalWindow(limit: 10)
        #expect(window.quantile(0.9) == nil)
        for milliseconds: Int64 in 1...10 { window.add(.milliseconds(milliseconds)) }
        #expect(window.quantile(0) == .milliseconds(1))
        #expect(window.quantile(0.5) == window.median)
        #expect(window.quantile(0.75) == window.upperQuartile)
        #expect(window.quantile(0.9) == .milliseconds(10))
        #expect(window.quantile(1) == .milliseconds(10))
    }
}
