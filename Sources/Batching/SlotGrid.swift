import Timekeeping

/// The instants at which batches of a model begin, in a cell that is driven by time: captures are
/// made so long before that nearly all have arrived by then.
struct SlotGrid: Hashable, Sendable {
    /// The period of the devices, in nanoseconds.
    var period: UInt64
    /// Slots in one period.
    var count: UInt64
    /// From a capture to its slot, in nanoseconds.
    var lead: UInt64

    /// From one slot to the next, in nanoseconds; the last may be longer by the remainder.
    private var spacing: UInt64 { period / count }

    /// The number of the slot that is under way.
    func slot(at now: Instant) -> UInt64 {
        let (periods, rest) = now.nanoseconds.quotientAndRemainder(dividingBy: period)
        return periods * count + min(rest / spacing, count - 1)
    }
    /// When the next slot begins.
    func next(after now: Instant) -> Instant {
        let (periods, place) = (slot(at: now) + 1).quotientAndRemainder(dividingBy: count)
        return Instant(nanoseconds: periods * period + place * spacing)
    }
    /// Where in the period a stream captures that belongs to one of the slots.
    func phase(_ stream: Int) -> UInt64 {
        let start = UInt64(stream) % count * spacing
        return (start + period - lead % period) % period
    }
}
