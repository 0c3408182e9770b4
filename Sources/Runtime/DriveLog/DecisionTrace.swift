import EdgeCore
import Timekeeping

/// Which outputs belong to which input of the core, as records come in one after the other; those
/// of an input are kept back until it is sure that none of them was lost on the way.
struct DecisionTrace {
    /// What the core wanted done upon one input.
    struct Decision {
        let number: UInt64
        let time: Instant
        var outputs: [String] = []
    }
    /// Inputs that were not recorded.
    private(set) var missingInputs: UInt64 = 0
    private var current: Decision?
    private var outputsBefore: UInt64 = 0

    /// When the input at hand happened; nil before the first.
    var time: Instant? { current?.time }

    /// Begins input `number`, before which the core had put out `outputsBefore`; returns what it
    /// did upon the one before, if that is whole.
    mutating func begin(_ number: UInt64, outputsBefore: UInt64, at now: Instant) -> Decision? {
        let last = current
        let expected = last.map { $0.number + 1 } ?? number
        missingInputs += number > expected ? number - expected : 0
        let isWhole =
            number == expected
            && self.outputsBefore + UInt64(last?.outputs.count ?? 0) == outputsBefore
        current = Decision(number: number, time: now)
        self.outputsBefore = outputsBefore
        return isWhole ? last : nil
    }
    /// Takes an output of the input at hand.
    mutating func note(_ output: EdgeOutput) { current?.outputs.append(DecisionText.text(output)) }
    /// What the core did upon the last input.
    mutating func end() -> Decision? {
        defer { current = nil }
        return current
    }
}
