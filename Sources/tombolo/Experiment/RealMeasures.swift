import Failsafe
import Simulation

/// The measures of a real drive, by the lines that the car wrote.
enum RealMeasures {
    /// Of the ticks from `start` until `end`, seconds since the beginning of the drive. Missed
    /// ticks are those of the whole drive; jerk and digest are not known.
    static func measures(
        of log: DriveLog, scenario: String, seed: UInt64, from start: Double, until end: Double
    ) -> DriveMeasures {
        var measures = DriveMeasures(scenario: scenario, seed: seed)
        let ticks = log.entries.filter { entry in
            entry.kind == "tick" && entry.t.map { $0 >= start && $0 <= end } == true
        }
        let order = Driver.allCases.map { "\($0)" }
        var sums = [Double](repeating: 0, count: order.count)
        for (tick, next) in zip(ticks, ticks.dropFirst()) {
            guard let t = tick.t, let later = next.t else { continue }
            measures.distance += (tick.speed ?? 0) * (later - t)
            measures.seconds += later - t
            if let place = order.firstIndex(of: tick.driver ?? "") { sums[place] += later - t }
        }
        measures.drivers = zip(order, sums).filter { $1 > 0 }.map { NamedSeconds($0, $1) }
        measures.collisions = (ticks.last?.collisions ?? 0) - (ticks.first?.collisions ?? 0)
        measures.offRoadSeconds = (ticks.last?.offRoadS ?? 0) - (ticks.first?.offRoadS ?? 0)
        measures.ticks = log.summary?.ticks ?? 0
        measures.ticksMissed = log.summary?.missed ?? 0
        measures.endedLatched = ticks.last?.state == "condition"
        return measures
    }
}
