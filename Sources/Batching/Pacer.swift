import Timekeeping

/// When the streams of a cell capture: spread over their period, and in overload with a longer
/// one, the same for all of a class.
///
/// What it wants of a stream is said when something of that stream arrives, so it rides on frames
/// that go the other way and costs nothing while all is well. Nothing is measured to find the rate:
/// what the streams would ask for at their own periods is known, so it cannot swing.
struct Pacer: Sendable {
    /// What is wanted of one stream.
    struct Stream: Sendable {
        /// Its own period, in nanoseconds; 0 for a stream that is not paced.
        var period: UInt64 = 0
        /// The stretch it was last told, in 1/1,024.
        var stretch: UInt32 = unstretched
        /// Which cut of the period it was last told; counts with the grid.
        var grid: UInt32 = 0
        /// Nudges in a row that did not help: the sensor cannot follow, or its clock is odd.
        var futile: UInt8 = 0
        /// When it was told last, in nanoseconds.
        var told: UInt64 = 0
    }

    static let unstretched: UInt32 = 1_024

    var streams: [Stream]
    /// By class, in 1/1,024.
    private(set) var stretches = [UInt32](
        repeating: unstretched, count: RequestClass.allCases.count)
    /// What they would be, kept so that to weigh allocates nothing.
    private var wanted = [UInt32](repeating: unstretched, count: RequestClass.allCases.count)
    /// The slots of a model that is driven by time.
    private(set) var grids: [SlotGrid?]
    private var gridCount: UInt32 = 1
    private var changed = Instant.origin

    init(streams: Int, models: Int) {
        self.streams = Array(repeating: Stream(), count: streams)
        grids = Array(repeating: nil, count: models)
    }

    /// Sets the periods that fit `demands`, the load by class in 1/1,024 of what the workers can do
    /// in full batches, at the streams' own periods.
    mutating func weigh(_ demands: [Int64], at now: Instant) {
        guard now - changed >= SchedulingPolicy.stretchInterval else { return }
        var left = SchedulingPolicy.pacedLoad
        for requestClass in demands.indices {
            let demand = demands[requestClass]
            let most = Int64(SchedulingPolicy.longestStretch)
            let needed = left > 0 ? demand * Int64(Self.unstretched) / left : most
            let stretch = min(max(needed, Int64(Self.unstretched)), most)
            wanted[requestClass] = UInt32(stretch)
            left = max(left - demand * Int64(Self.unstretched) / stretch, 0)
        }
        let differs = wanted.indices.contains { requestClass in
            let (next, now) = (wanted[requestClass], stretches[requestClass])
            return next > now + now / 64 || next < now - now / 32
                || next < now && next == Self.unstretched
        }
        guard differs else { return }
        for requestClass in wanted.indices { stretches[requestClass] = wanted[requestClass] }
        changed = now
    }
    mutating func set(_ grid: SlotGrid?, of model: Int) {
        guard grids[model] != grid else { return }
        grids[model] = grid
        gridCount &+= 1
    }

    /// Something of a stream arrived that was captured at `capture`: what to tell it, or nil.
    mutating func pacing(
        _ slot: Int, _ requestClass: Int, _ model: Int, capture: Instant, at now: Instant
    ) -> Pacing? {
        let stream = streams[slot]
        guard stream.period > 0 else { return nil }
        let stretch = stretches[requestClass]
        let period = stream.period * UInt64(stretch) / UInt64(Self.unstretched)
        let phase = phase(slot, period, grids[model])
        let late = (capture.nanoseconds &+ period &- phase) % period
        let error = min(late, period - late)
        let isNew = stream.stretch != stretch || stream.grid != gridCount
        guard isNew || error > tolerance(period, grids[model]) else {
            if stream.futile > 0 { streams[slot].futile = 0 }
            return nil
        }
        // A sensor that cannot follow is asked ever less often.
        let pause = UInt64(SchedulingPolicy.nudgeInterval.nanoseconds) << UInt64(stream.futile)
        guard isNew || now.nanoseconds - stream.told >= pause || stream.told == 0 else {
            return nil
        }
        let reason: Pacing.Reason =
            stream.stretch == stretch ? .phase : stream.stretch < stretch ? .slower : .faster
        streams[slot].futile = isNew ? 0 : min(stream.futile + 1, SchedulingPolicy.mostFutile)
        streams[slot].stretch = stretch
        streams[slot].grid = gridCount
        streams[slot].told = now.nanoseconds
        return Pacing(
            period: .nanoseconds(Int64(period)),
            next: next(after: capture, phase, period, at: now), reason: reason)
    }
    /// The first instant of a stream's phase that the message can be there for, and that is no
    /// sooner than half a period after the capture before it.
    private func next(
        after capture: Instant, _ phase: UInt64, _ period: UInt64, at now: Instant
    ) -> Instant {
        let earliest = max(capture.nanoseconds + period / 2, now.nanoseconds)
        let behind = (earliest &+ period &- phase) % period
        return Instant(nanoseconds: earliest + (behind == 0 ? 0 : period - behind))
    }
    /// Where in the period a stream captures: by multiples of the golden ratio, which spread any
    /// number of streams evenly, whoever comes and goes; or with its cohort, so long before its
    /// slot that its latent is there.
    private func phase(_ slot: Int, _ period: UInt64, _ grid: SlotGrid?) -> UInt64 {
        if let grid, grid.period == period { return grid.phase(slot) }
        let share = UInt64(truncatingIfNeeded: slot) &* 0x9e37_79b9_7f4a_7c15
        return period.multipliedFullWidth(by: share).high
    }
    /// How far off a capture may be: what spreading does not notice, or less than a slot would.
    private func tolerance(_ period: UInt64, _ grid: SlotGrid?) -> UInt64 {
        grid == nil ? period / 32 : SchedulingPolicy.slotTolerance
    }
}
