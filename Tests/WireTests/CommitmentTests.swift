import Testing
import Timekeeping

@testable import Wire

/// What follows the fields of a state vector.
@Suite struct CommitmentTests {
    private static let fields: [Float] = [1, 2, 3]

    private func take(_ state: [Float]) -> Result<(Commitment?, [Float]), PayloadError> {
        var state = state
        do throws(PayloadError) {
            let commitment = try Commitment.take(
                from: &state, fieldCount: 3, channelCount: 2, stepLimit: 4)
            return .success((commitment, state))
        } catch {
            return .failure(error)
        }
    }

    @Test(arguments: [0, 1, 4])
    func `what was committed to comes back, and the state is the fields alone`(steps: Int) throws {
        let commitment = Commitment(
            expectedDelay: .milliseconds(125), steps: (0..<2 * steps).map { Float($0) / 8 })
        let (found, state) = try take(Self.fields + commitment.values).get()
        #expect(found == commitment)
        #expect(state == Self.fields)
    }

    @Test func `fields alone are no commitment`() throws {
        let (found, state) = try take(Self.fields).get()
        #expect(found == nil)
        #expect(state == Self.fields)
    }

    @Test(arguments: [
        [1, 2],  // fewer than the fields
        [1, 2, 3, 0.1, 7],  // half a step
        [1, 2, 3, 0.1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],  // five steps where a plan has four
    ])
    func `refuses what is not whole steps of at most a plan`(state: [Float]) {
        #expect(
            throws: PayloadError.wrongByteCount(expected: 12, found: 4 * state.count)
        ) { try take(state).get() }
    }

    @Test(arguments: [Float(-0.001), 60.1, .infinity, .nan])
    func `refuses a delay that none is`(seconds: Float) {
        #expect(throws: PayloadError.notFinite(index: 3)) {
            try take(Self.fields + [seconds]).get()
        }
    }

    @Test func `the longest of the longest plan fits behind 64 fields`() {
        let commitment = Commitment(
            expectedDelay: .zero,
            steps: [Float](repeating: 1, count: Limits.planStepCount * Limits.planChannelCount))
        #expect(4 * (64 + commitment.values.count) == Limits.stateByteCount)
    }
}
