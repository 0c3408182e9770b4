public import Timekeeping

/// What of the plan under way a machine will have executed when the plan it asks for arrives: real-
/// time chunking (Black et al., arXiv 2506.07339; SPEC, section 4).
///
/// It travels behind the fields of the state vector, whose length says how many steps there are,
/// and is read by nobody but the backbone.
public struct Commitment: Hashable, Sendable {
    /// From the capture to the first tick that will follow its plan, as far as the machine can
    /// tell.
    public var expectedDelay: Interval
    /// The steps of the plan to come that will be over by then, one after the other, as the plan
    /// under way has them; none if no plan is under way.
    public var steps: [Float]

    /// A commitment from its parts.
    public init(expectedDelay: Interval, steps: [Float]) {
        self.expectedDelay = expectedDelay
        self.steps = steps
    }

    /// The numbers that follow the fields of the state vector.
    public var values: [Float] { [Float(expectedDelay.seconds)] + steps }

    /// Takes what follows the first `fieldCount` numbers of a state vector out of it; nil if
    /// nothing does.
    ///
    /// - Throws: `wrongByteCount` if it is shorter than the fields, or what follows is not a delay
    ///   and up to `stepLimit` whole steps of `channelCount` numbers; `notFinite` for a delay below
    ///   zero or above a minute, which none is.
    public static func take(
        from state: inout [Float], fieldCount: Int, channelCount: Int, stepLimit: Int
    ) throws(PayloadError) -> Commitment? {
        guard state.count != fieldCount else { return nil }
        let count = state.count - fieldCount - 1
        guard count >= 0, channelCount > 0, count.isMultiple(of: channelCount),
            count / channelCount <= stepLimit
        else { throw .wrongByteCount(expected: 4 * fieldCount, found: 4 * state.count) }
        let seconds = Double(state[fieldCount])
        guard (0...60).contains(seconds) else { throw .notFinite(index: fieldCount) }
        let commitment = Commitment(
            expectedDelay: .nanoseconds(Int64(seconds * 1e9)),
            steps: Array(state[(fieldCount + 1)...]))
        state.removeSubrange(fieldCount...)
        return commitment
    }
}
