import Timekeeping

/// Counts fresh plans in a row, of one epoch: the hysteresis of every way back.
struct FreshPlanCount: Hashable, Sendable {
    private var last: PlanSighting?
    private(set) var count = 0
    /// Since when `count` was at the wanted number.
    private(set) var healthySince: Instant?

    /// Takes this tick's view. A plan counts if it is at most `arrivalAge` old when first seen;
    /// the row ends when the newest plan gets older than `heldAge`, when an unsound one came, or
    /// with the epoch.
    mutating func observe(
        _ sighting: PlanSighting?, sound: Bool, arrivalAge: Interval, heldAge: Interval,
        wanted: Int, at now: Instant
    ) {
        guard let sighting, sound, sighting.age <= heldAge else {
            last = sighting ?? last
            return restart()
        }
        if sighting.epoch != last?.epoch { restart() }
        let isNew = sighting.epoch != last?.epoch || sighting.sequence != last?.sequence
        last = sighting
        guard isNew else { return }
        guard sighting.age <= arrivalAge else { return restart() }
        count = min(count + 1, wanted)
        if count == wanted, healthySince == nil { healthySince = now }
    }
    /// Starts counting anew; a plan seen already is not counted again.
    mutating func restart() {
        count = 0
        healthySince = nil
    }
}
