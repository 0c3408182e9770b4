import Batching
import Timekeeping

/// What happens to all devices at once, and what all of it came to.
extension FleetCell {
    /// The first `count` devices of a group are there, the others not.
    mutating func connect(_ group: Int, _ count: Int) {
        var place = 0
        for index in devices.indices where Int(devices[index].group) == group {
            devices[index].isConnected = place < count
            place += 1
        }
    }
    /// All devices come back. Where the coordinator assigns phases each waits for a random part of
    /// its period first; elsewhere all capture within the same few milliseconds.
    mutating func reconnect() {
        for index in devices.indices {
            let bits = hash.bits(UInt64(index), now)
            let span = scenario.phases == .assigned ? devices[index].ownPeriod : 5_000_000
            devices[index].nextCapture = now + bits % span
            devices[index].epoch += 1
            calendar.schedule(
                FleetSubject.capture(index), stamp: devices[index].epoch,
                at: devices[index].nextCapture)
        }
    }

    mutating func conclude() -> FleetResult {
        for entry in requests.open where isCounted(entry.capture) {
            tallies[Int(devices[Int(entry.device)].group)].open += 1
        }
        for group in tallies.indices { tallies[group].open += underWay[group] }
        result.groups = tallies
        concludeAges()
        concludeDevices()
        for worker in workers where !worker.isDead {
            worker.had(from: countedFrom, until: countedUntil, &had, scenario)
        }
        result.busyShare = had > 0 ? Double(busy) / had : 0
        let slack = scenario.groups.map(\.deadline).max() ?? .zero
        let bound = UpperBound(
            scenario, samples: bounds, offered: tallies.map(\.offered),
            workerSeconds: had / 1e9 + slack.seconds * Double(workers.count { !$0.isDead }))
        result.bound = bound.value
        result.clairvoyantBound = bound.clairvoyant
        return result
    }
    private mutating func concludeAges() {
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
    private mutating func concludeDevices() {
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
