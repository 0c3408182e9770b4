import Timekeeping

/// When a cell is driven by time: where few workers and a steady uplink make slots pay.
extension Batcher {
    /// The slots of a model whose cell is best driven by time; nil for every other.
    func grid(_ model: Int) -> SlotGrid? {
        let state = models[model]
        let isAlone = models.allSatisfy {
            $0.streamCount == 0 || $0.streamCount == state.streamCount
        }
        let limits = SchedulingPolicy.slotLoad
        let load = ownDemands.reduce(0, +)
        guard load >= (pacer.grids[model] == nil ? limits.begin : limits.end) else { return nil }
        guard isAlone, state.streamCount > 0, state.period > 0, state.misfits == 0,
            !state.returns.areMost,
            pacer.stretches.allSatisfy({ $0 == Pacer.unstretched })
        else { return nil }
        var (first, count) = (-1, 0)
        for worker in workers.indices where serves(worker, model) {
            if first < 0 { first = worker }
            count += 1
        }
        guard (1...SchedulingPolicy.slotWorkers).contains(count),
            let slots = slots(model, first, workers: count)
        else { return nil }
        return grid(model, slots, full: usualTime(first, model, fullLimit(first, model)))
    }
    /// How many slots a period has: as many as there are, while the cohorts fit them; else as many
    /// as cohorts do that are small and done in time.
    private func slots(_ model: Int, _ worker: Int, workers: Int) -> Int? {
        let state = models[model]
        func fits(_ count: Int, room: Int64) -> Bool {
            let cohort = (state.streamCount + count - 1) / count
            guard count > 0, cohort <= fullLimit(worker, model) else { return false }
            let time = usualTime(worker, model, cohort) * Int64(count) / Int64(workers)
            return time * room / 1_024 <= Int64(clamping: state.period)
        }
        if let old = state.slots, fits(old, room: 1_024) { return old }
        return (1...SchedulingPolicy.mostSlots).last { fits($0, room: SchedulingPolicy.slotRoom) }
    }
    private func grid(_ model: Int, _ slots: Int, full: Int64) -> SlotGrid? {
        let uplink = uplinks[usualNetwork(model)]
        let lead = uplink.slack(SchedulingPolicy.slotOdds).nanoseconds
        let spread = lead - uplink.slack(SchedulingPolicy.likelyOdds).nanoseconds
        let limits = SchedulingPolicy.slotSpread
        // Slots far apart would make those wait who are not in phase, and nothing needs them.
        guard Int64(clamping: models[model].period) / Int64(slots) <= 2 * full else { return nil }
        let old = pacer.grids[model]
        guard spread * 1_024 < full * (old == nil ? limits.begin : limits.end) else { return nil }
        let isNear = old.map {
            (Int64($0.lead) - lead).magnitude <= SchedulingPolicy.leadTolerance.magnitude
        }
        return SlotGrid(
            period: models[model].period, count: UInt64(slots),
            lead: isNear == true ? old?.lead ?? 0 : UInt64(lead))
    }
}
