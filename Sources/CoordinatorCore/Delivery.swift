import Batching
import SansIO
import Timekeeping
import Wire

/// A worker's result while its plans are given out.
struct Delivery {
    let result: BatchResult
    let payloads: [PayloadID]

    /// A member's plan, or nil if the result has none for it.
    func plan(for id: RequestID) -> (member: ResultMember, payload: PayloadID)? {
        guard let position = result.members.firstIndex(where: { $0.member == id.value }) else {
            return nil
        }
        return (result.members[position], payloads[position])
    }

    func header(
        of member: ResultMember, for request: OpenRequest, waited: Interval, computed: Interval,
        reference: ReferenceStatus?
    ) -> PlanHeader {
        PlanHeader(
            captureStamp: request.header.captureStamp, latentSequence: request.sequence,
            queueTime: waited, computeTime: computed, groups: result.groups,
            beliefCount: result.beliefCount, modelVersion: result.modelVersion,
            payloadChecksum: member.payloadChecksum, reference: reference)
    }
}
