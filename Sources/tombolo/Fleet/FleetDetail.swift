import Simulation
import Timekeeping

/// What one run looked like over time, for the page.
struct FleetDetail: Codable, Hashable {
    /// Batches dispatched in one bin of time.
    struct Bin: Codable, Hashable {
        /// From the start.
        var seconds: Double
        var batches: Int
        /// Members: the tenth smallest of 100, the middle, the tenth largest.
        var p10: Int
        var median: Int
        var p90: Int
    }
    /// One bar of the timeline.
    struct Bar: Codable, Hashable {
        var worker: Int
        var model: Int
        var members: Int
        /// From the start of the run.
        var begin: Double
        var end: Double
        /// Whether its worker died with it.
        var isLost: Bool
    }
    /// A second of one cell.
    struct Timeline: Codable, Hashable {
        var fromSeconds: Double
        var untilSeconds: Double
        /// The cell's workers, by their number in the fleet.
        var workers: [Int]
        var bars: [Bar]
        /// The largest batch of each model.
        var batchLimits: [Int]
    }
    /// Plans in time and captures offered, all cells, by tenths of a second of capture time.
    var onTime: [UInt32]
    var offered: [UInt32]
    /// The share of device time in which the newest plan was this many milliseconds old.
    var ages: [Double]
    /// Of the first cell.
    var batches: [Bin]
    var timeline: Timeline

    /// Seconds of a bin of batches.
    private static let binSeconds = 0.25

    /// `lookFrom` is where the timeline begins.
    init(_ run: FleetSimulationRun, of scenario: FleetScenario, lookFrom: Interval) {
        let counted = run.result.series.dropLast()
        onTime = counted.map(\.onTime)
        offered = counted.map(\.offered)
        let ages = run.result.ages
        let sum = Double(max(ages.reduce(0, +), 1))
        let last = ages.lastIndex { Double($0) / sum > 1e-7 } ?? -1
        self.ages = ages[...last].map { FleetDetail.rounded(Double($0) / sum, 1e7) }
        batches = Self.bins(run.lookedAt.trace)
        timeline = Self.timeline(run, scenario, from: lookFrom)
    }

    private static func bins(_ trace: [BatchTrace]) -> [Bin] {
        var bins: [Bin] = []
        var sizes: [Int] = []
        var place = 0
        func close() {
            sizes.sort()
            guard !sizes.isEmpty else { return }
            bins.append(
                Bin(
                    seconds: Double(place) * binSeconds, batches: sizes.count,
                    p10: sizes[sizes.count / 10], median: sizes[sizes.count / 2],
                    p90: sizes[sizes.count * 9 / 10]))
        }
        for batch in trace {
            let bin = Int(Double(batch.start) / 1e9 / binSeconds)
            if bin != place {
                close()
                sizes = []
                place = bin
            }
            sizes.append(batch.size)
        }
        close()
        return bins
    }
    private static func timeline(
        _ run: FleetSimulationRun, _ scenario: FleetScenario, from: Interval
    ) -> Timeline {
        let cell = run.cells.scenarios[0]
        let window = UInt64(from.nanoseconds)...UInt64((from + .seconds(1)).nanoseconds)
        let deaths = Self.deaths(cell)
        let bars = run.lookedAt.trace.compactMap { batch -> Bar? in
            guard batch.end >= window.lowerBound, batch.start <= window.upperBound else {
                return nil
            }
            let death = deaths.first { $0.worker == batch.worker && $0.until > batch.start }
            let isLost = death.map { $0.from < batch.end } ?? false
            let end = isLost ? max(death?.from ?? batch.end, batch.start) : batch.end
            return Bar(
                worker: batch.worker, model: batch.model, members: batch.size,
                begin: rounded(Double(batch.start) / 1e9, 1e5),
                end: rounded(Double(end) / 1e9, 1e5), isLost: isLost)
        }
        return Timeline(
            fromSeconds: from.seconds, untilSeconds: from.seconds + 1,
            workers: (0..<cell.workerCount).map { run.cells.fleetWorker($0, ofCell: 0) },
            bars: bars, batchLimits: cell.models.map(\.profile.batchLimit))
    }
    /// When which worker of a cell is dead.
    private static func deaths(
        _ cell: FleetScenario
    ) -> [(worker: Int, from: UInt64, until: UInt64)] {
        var deaths: [(worker: Int, from: UInt64, until: UInt64)] = []
        for event in cell.events {
            let at = UInt64(event.at.nanoseconds)
            switch event.event {
            case .workerDies(let worker, _): deaths.append((worker, at, .max))
            case .workerReturns(let worker):
                if let index = deaths.lastIndex(where: { $0.worker == worker }) {
                    deaths[index].until = at
                }
            case .slowness, .connected, .outage: break
            }
        }
        return deaths
    }
    private static func rounded(_ value: Double, _ steps: Double) -> Double {
        (value * steps).rounded() / steps
    }
}
