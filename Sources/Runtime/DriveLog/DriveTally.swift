import EdgeCore
import Failsafe
import Session
import Timekeeping

/// The sums of a drive log, written as its last line.
struct DriveTally {
    private var drivers: [(driver: Driver, time: Interval)] = Driver.allCases.map { ($0, .zero) }
    private var last: (driver: Driver, instant: Instant)?
    private var latency = SampleSet(limit: Limits.latencySamples)
    private var head = SampleSet(limit: Limits.latencySamples)
    /// The last glimpse of the world.
    var glimpse: DriveGlimpse?

    mutating func tick(_ driver: Driver, at now: Instant) {
        if let last, let index = drivers.firstIndex(where: { $0.driver == last.driver }) {
            drivers[index].time = drivers[index].time + (now - last.instant)
        }
        last = (driver, now)
    }
    mutating func plan(_ timing: PlanTiming) { latency.add(timing.age) }
    mutating func head(_ time: Interval) { head.add(time) }

    func line(_ result: EdgeResult, pictureByteCount: Int, drops: DriveDrops) -> String {
        var line = JSONLine(kind: "summary")
        line.add("durationS", result.duration.seconds, decimals: 1)
        line.add("ending", result.ending.rawValue)
        line.add("standing", result.isStanding)
        line.add("distanceM", glimpse?.distance ?? 0, decimals: 1)
        line.add("collisions", glimpse?.collisions ?? 0)
        line.add("offRoadS", glimpse?.offRoadSeconds ?? 0, decimals: 2)
        line.add("ticks", result.ticks.made)
        line.add("missed", result.ticks.missed)
        line.add("worstLateMs", result.ticks.worst.milliseconds, decimals: 3)
        line.add("captures", result.fates.captured)
        line.add("frames", result.frames.count)
        line.add("predictedFrames", result.frames.predicted)
        line.add("frameBytesMean", result.frames.meanByteCount, decimals: 1)
        line.add("pictureBytes", pictureByteCount)
        line.add("sessions", result.session.established)
        line.add(
            "drops", object: drops.counts.map { ($0.name, Double($0.count)) }, decimals: 0)
        line.add(
            "byDriverS", object: drivers.map { ("\($0.driver)", $0.time.seconds) }, decimals: 2)
        let fates = result.fates
        line.add(
            "fates",
            object: fates.named.map { ($0.name, Double($0.count)) }
                + [("inFlight", Double(fates.pending))], decimals: 0)
        line.add(
            "fateCauses", object: fates.causes.map { ($0.name, Double($0.count)) }, decimals: 0)
        line.add("planDelayMs", result.planDelay?.milliseconds, decimals: 1)
        line.add("latencyMs", object: DriveTally.percentiles(latency), decimals: 1)
        line.add("headMs", object: DriveTally.percentiles(head), decimals: 2)
        return line.line
    }
    private static func percentiles(_ samples: SampleSet) -> [(String, Double)] {
        [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1)].map { name, quantile in
            (name, samples.quantile(quantile)?.milliseconds ?? .nan)
        }
    }
}
