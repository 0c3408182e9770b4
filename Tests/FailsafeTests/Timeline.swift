import Failsafe
import Testing
import Timekeeping

/// A rehearsal with what tests say of it: the real machine, in a world of one speed.
typealias Timeline = Rehearsal

extension Rehearsal {
    var state: FailsafeState { machine.state }
    var causes: [FailsafeCause] { transitions.map(\.cause) }
    var states: [FailsafeState] { transitions.map(\.to) }

    /// Ticks for `milliseconds`.
    mutating func run(_ milliseconds: Int) { for _ in 0..<milliseconds / 20 { tick() } }
    /// Ticks until `state`, at most for `milliseconds`; returns the milliseconds taken.
    @discardableResult
    mutating func reach(
        _ state: FailsafeState, within milliseconds: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Int {
        for count in 0..<milliseconds / 20 {
            tick()
            if self.state == state { return (count + 1) * 20 }
        }
        Issue.record("never \(state), but \(self.state)", sourceLocation: sourceLocation)
        return milliseconds
    }
    /// Drives nominally at 10 m/s.
    mutating func cruise() {
        run(1_200)
        observation.speed = wanted
        run(400)
    }
}
