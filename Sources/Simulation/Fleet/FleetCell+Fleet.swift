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
            book.tallies[Int(devices[Int(entry.device)].group)].open += 1
        }
        for group in underWay.indices { book.tallies[group].open += underWay[group] }
        return book.conclude(devices, workers)
    }
}
