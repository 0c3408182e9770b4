import Batching
import Timekeeping

/// What became of a cell's captures and its workers' time, however the cell was simulated.
struct FleetBook: Sendable {
    let scenario: FleetScenario
    /// Captures from here on count, in nanoseconds of simulated time,
    let countedFrom: UInt64
    /// and up to here.
    let countedUntil: UInt64
    var result = FleetResult()
    /// By group, as what follows.
    var tallies: [FleetTally]
    var ages: [AgeHistogram]
    var bounds: [BoundSample]
    /// Worker time used, and had by workers of speed 1, in nanoseconds, of what counts.
    var busy: UInt64 = 0
    var had = 0.0

    init(_ scenario: FleetScenario) {
        self.scenario = scenario
        countedFrom = UInt64(scenario.warmUp.nanoseconds)
        countedUntil = UInt64(scenario.duration.nanoseconds)
        tallies = scenario.groups.map { _ in FleetTally() }
        ages = scenario.groups.map { _ in AgeHistogram() }
        bounds = scenario.groups.map { BoundSample(deadline: $0.deadline) }
        let bins = scenario.duration.nanoseconds / FleetLimits.binNanoseconds + 1
        result.series = Array(repeating: (0, 0), count: Int(bins))
    }

    func isCounted(_ capture: UInt64) -> Bool { capture >= countedFrom && capture < countedUntil }

    /// Counts a capture as offered, and those that a longer period left out before it.
    mutating func offer(_ device: inout FleetDevice, _ stamp: UInt64) {
        let (own, period) = (device.ownPeriod, device.period)
        note(&device, stamp)
        guard period > own || device.skipped >= own else { return }
        device.skipped += period > own ? period - own : 0
        while device.skipped >= own {
            device.skipped -= own
            note(&device, stamp)
            guard isCounted(stamp) else { continue }
            tallies[Int(device.group)].paced += 1
            device.miss()
        }
    }
    private mutating func note(_ device: inout FleetDevice, _ stamp: UInt64) {
        result.series[Int(stamp) / Int(FleetLimits.binNanoseconds)].offered += 1
        guard isCounted(stamp) else { return }
        tallies[Int(device.group)].offered += 1
        device.offered += 1
    }
    /// A plan of a capture is at its device, in time or not.
    mutating func answer(_ device: inout FleetDevice, _ capture: UInt64, isOnTime: Bool) {
        if isOnTime {
            result.series[Int(capture) / Int(FleetLimits.binNanoseconds)].onTime += 1
        }
        guard isCounted(capture) else { return }
        if isOnTime {
            tallies[Int(device.group)].onTime += 1
            device.hit()
        } else {
            tallies[Int(device.group)].late += 1
            device.miss()
        }
    }
    /// The device follows a plan from its arrival on, unless it has a newer one.
    mutating func follow(_ device: inout FleetDevice, _ capture: UInt64, from arrival: UInt64) {
        let old = device.planCapture
        guard capture > old else { return }
        let followed = device.planArrival
        let since = max(followed, countedFrom)
        let until = min(max(arrival, followed), countedUntil)
        if followed > 0, until > since {
            ages[Int(device.group)].add(from: since - old, to: until - old)
        }
        device.follow(capture, from: max(arrival, followed))
    }
    /// A worker ran a batch from `start` until `end`.
    mutating func worked(_ worker: FleetWorker, from start: UInt64, until end: UInt64) {
        let since = max(start, countedFrom)
        let until = min(end, countedUntil)
        guard until > since else { return }
        // In the time of a worker of speed 1, as what they had.
        let slowness = scenario.workers[worker.kind].slowness
        busy += (until - since) * 1_000 / UInt64(max(slowness, 1))
    }
    /// A worker was there up to `end`.
    mutating func left(_ worker: FleetWorker, at end: UInt64) {
        worker.had(from: countedFrom, until: min(end, countedUntil), &had, scenario)
    }
}

// MARK: The end

extension FleetBook {
    /// What all of it came to, for the devices and workers as they are now.
    mutating func conclude(_ devices: [FleetDevice], _ workers: [FleetWorker]) -> FleetResult {
        result.groups = tallies
        concludeAges(devices)
        concludeDevices(devices)
        for worker in workers where !worker.isDead { left(worker, at: countedUntil) }
        result.busyShare = had > 0 ? Double(busy) / had : 0
        let slack = scenario.groups.map(\.deadline).max() ?? .zero
        let bound = UpperBound(
            scenario, samples: bounds, offered: tallies.map(\.offered),
            workerSeconds: had / 1e9 + slack.seconds * Double(workers.count { !$0.isDead }))
        result.bound = bound.value
        result.clairvoyantBound = bound.clairvoyant
        return result
    }
    private mutating func concludeAges(_ devices: [FleetDevice]) {
        for device in devices where device.planArrival > 0 {
            let since = max(device.planArrival, countedFrom)
            guard countedUntil > since else { continue }
            ages[Int(device.group)].add(
                from: since - device.planCapture, to: countedUntil - device.planCapture)
        }
        var (fresh, total) = (0.0, 0.0)
        result.ages = [Int64](repeating: 0, count: AgeHistogram.limit + 1)
        for (group, histogram) in zip(scenario.groups, ages) {
            let limit = Int((group.deadline + group.period).milliseconds)
            for (age, count) in histogram.counts().enumerated() {
                result.ages[age] += count
                total += Double(count)
                if age < limit { fresh += Double(count) }
            }
        }
        result.freshShare = total > 0 ? fresh / total : 0
        var rest = total / 1_000
        for (age, count) in result.ages.enumerated().reversed() {
            rest -= Double(count)
            guard rest < 0 else { continue }
            result.ageP999 = .milliseconds(Int64(age + 1))
            break
        }
    }
    private mutating func concludeDevices(_ devices: [FleetDevice]) {
        var (sum, squares, count) = (0.0, 0.0, 0.0)
        for device in devices where device.offered > 0 {
            let share = Double(device.onTime) / Double(device.offered)
            result.worstMiss = max(result.worstMiss, 1 - share)
            result.longestStreak = max(result.longestStreak, Int(device.longestStreak))
            sum += share
            squares += share * share
            count += 1
        }
        result.fairness = squares > 0 ? sum * sum / (count * squares) : 1
    }
}
