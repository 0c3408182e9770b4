import Batching
import Timekeeping
import Wire

/// Who is taken in: by what the workers can do, and by what a plan needs.
extension CoordinatorCore {
    /// Why a device is not admitted, with what it would be admitted with; nil if it is.
    ///
    /// Statistical: devices are taken in while their own periods leave the load below the limit.
    /// Without any worker nothing can be said, and everybody is welcome. Nor is a worker's own word
    /// reason enough: only where every worker was measured lately is a budget called unattainable,
    /// and nobody counts as slower before than is assumed of one that says nothing of itself.
    func objection(to hello: Hello, of model: Int, at now: Instant) -> Refuse? {
        guard let state = batcher.demand(of: ModelSlot(model), at: now) else { return nil }
        if hello.budget <= state.shortestPlan {
            var refusal = refusal(.unattainable, after: .zero)
            refusal.offeredBudget = state.shortestPlan * 2
            return refusal
        }
        let limit = Int64(configuration.admittedLoad) * 1_000_000
        let added = state.load(period: hello.capturePeriod)
        guard state.load + added > limit, !isAdmitted(hello.name) else { return nil }
        var refusal = refusal(.full, after: .zero)
        // The same demand over a longer period: as much longer as what is free is too little.
        let free = limit - state.load
        if free > 0 {
            let (longer, rest) = (added / free, added % free)
            let period = hello.capturePeriod * longer + hello.capturePeriod * rest / free
            let most = hello.capturePeriod * Int64(Limits.offeredPeriods)
            if period + .milliseconds(1) <= most {
                refusal.offeredPeriod = period + .milliseconds(1)
            }
        }
        return refusal
    }
    /// Whether one device of this name has a session: one that makes a new connection before it
    /// breaks the old one brings no load that is not there. Of more than one nobody knows which
    /// it is.
    private func isAdmitted(_ name: String) -> Bool {
        devices.indices.count { slot in
            devices.peers[slot].session > 0 && devices.peers[slot].link.name == name
        } == 1
    }
    /// The fleet that a device's name belongs to; the first place is that of no fleet.
    func tenant(of name: String) -> TenantSlot {
        let prefix = name.prefix { $0 != "/" }
        let place = configuration.fleets.firstIndex { $0.name == prefix }
        return TenantSlot(place.map { $0 + 1 } ?? 0)
    }
}
