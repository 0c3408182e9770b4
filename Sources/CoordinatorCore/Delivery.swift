import Batching
import SansIO
import Timekeeping
import Wire

/// A worker's result while its plans are given out.
struct Delivery {
    let result: BatchResult
    let payloads: [PayloadID]

    /// The place behind the member whose plan was taken last; they are taken in order.
    private var next = 0

    init(result: BatchResult, payloads: [PayloadID]) {
        self.result = result
        self.payloads = payloads
    }

    /// A member's plan, or nil if the result has none for it.
    mutating func takePlan(for id: RequestID) -> (member: ResultMember, payload: PayloadID)? {
        let members = result.members
        let position =
            next < members.count && members[next].member == id.value
            ? next : members.firstIndex { $0.member == id.value }
        guard let position else { return nil }
        next = position + 1
        return (members[position], payloads[position])
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
