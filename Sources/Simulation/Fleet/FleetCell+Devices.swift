import Batching
import NetworkModel
import Timekeeping

/// The devices and their links.
extension FleetCell {
    func isCounted(_ capture: UInt64) -> Bool { book.isCounted(capture) }

    /// A device captures, and captures again.
    mutating func capture(_ index: Int, epoch: UInt64) {
        // An older plan of captures, from before the device came back or was paced.
        guard epoch == devices[index].epoch else { return }
        let group = Int(devices[index].group)
        let (stamp, next) = devices[index].capture()
        if next < book.countedUntil {
            calendar.schedule(FleetSubject.capture(index), stamp: epoch, at: next)
        }
        guard devices[index].isConnected else { return }
        book.offer(&devices[index], stamp)
        let bits = hash.bits(UInt64(index), stamp)
        let uplink = links[group].uplink.delay(UInt32(bits >> 32))
        let counts = isCounted(stamp)
        if counts {
            let downlink = links[group].downlink.delay(UInt32(truncatingIfNeeded: bits))
            book.bounds[group].add(uplink, downlink)
        }
        guard now >= cutUntil else { return lose(index, group, stamp) }
        if counts { underWay[group] += 1 }
        calendar.schedule(
            FleetSubject.arrival(index), stamp: stamp, at: stamp + UInt64(uplink.nanoseconds))
    }
    /// The coordinator asks for other captures; the device hears of it a downlink later, and keeps
    /// what is sooner than that.
    mutating func pace(_ index: Int, _ pacing: Pacing) {
        book.result.paces += 1
        devices[index].asked = pacing
        let group = Int(devices[index].group)
        let bits = hash.bits(UInt64(index), now)
        let delay = scenario.groups[group].downlink.delay(UInt32(truncatingIfNeeded: bits))
        calendar.schedule(
            FleetSubject.pacing(index), stamp: devices[index].epoch,
            at: now + UInt64(delay.nanoseconds))
    }
    /// The newest pace arrived: from its grid the first capture that is not past, and no sooner
    /// than half a period after the one before.
    mutating func heedPace(_ index: Int, epoch: UInt64) {
        guard epoch == devices[index].epoch, let pacing = devices[index].asked else { return }
        let group = Int(devices[index].group)
        let own = Int64(scenario.groups[group].period.nanoseconds)
        // The coordinator's periods pass on the device's clock, which drifts.
        let period =
            UInt64(pacing.period.nanoseconds) * devices[index].ownPeriod / UInt64(own)
        let previous = devices[index].nextCapture - devices[index].period
        let earliest = max(now, previous + period / 2)
        var next = pacing.next.nanoseconds &- UInt64(bitPattern: devices[index].clockError)
        if next < earliest { next += (earliest - next + period - 1) / period * period }
        devices[index].period = period
        devices[index].nextCapture = next
        devices[index].epoch += 1
        devices[index].asked = nil
        if next < book.countedUntil {
            calendar.schedule(
                FleetSubject.capture(index), stamp: devices[index].epoch, at: next)
        }
    }
    private mutating func lose(_ index: Int, _ group: Int, _ stamp: UInt64) {
        guard isCounted(stamp) else { return }
        book.tallies[group].cut += 1
        devices[index].miss()
    }

    /// A latent arrives at the coordinator.
    mutating func arrive(_ index: Int, capturedAt stamp: UInt64) {
        let group = Int(devices[index].group)
        if isCounted(stamp) { underWay[group] -= 1 }
        guard now >= cutUntil, devices[index].isConnected else { return lose(index, group, stamp) }
        let bits = hash.bits(UInt64(index), stamp)
        let id = requests.insert(
            device: index, downlink: UInt32(truncatingIfNeeded: bits), capture: stamp)
        book.result.requests += 1
        let believed = Instant(nanoseconds: stamp) + .nanoseconds(devices[index].clockError)
        let request = Request(
            id: id, stream: StreamSlot(index), capture: believed,
            deadline: believed + links[group].deadline)
        feed(.arrived(request))
    }

    /// A request ended at the scheduler; a plan is on its way.
    mutating func end(_ id: RequestID, _ resolution: Resolution) {
        let entry = requests.remove(id)
        let index = Int(entry.device)
        let group = Int(devices[index].group)
        book.result.digest.fold(
            now ^ UInt64(entry.device) << 40 ^ UInt64(resolution.rawValue) << 60)
        let counts = isCounted(entry.capture)
        if counts { book.tallies[group].count(resolution) }
        guard resolution == .answered else {
            if counts { devices[index].miss() }
            return
        }
        let downlink = links[group].downlink.delay(entry.downlink)
        let arrival = now + UInt64(downlink.nanoseconds)
        let age = arrival - entry.capture
        book.answer(
            &devices[index], entry.capture, isOnTime: age <= links[group].deadlineNanoseconds)
        book.follow(&devices[index], entry.capture, from: arrival)
        measure(index, downlink, at: arrival)
    }
    /// One plan of some tells the coordinator how long it took, as heartbeats do.
    private mutating func measure(_ index: Int, _ downlink: Interval, at arrival: UInt64) {
        measured += 1
        guard measured % FleetLimits.measuredPlans == 0 else { return }
        let told = downlink.nanoseconds * Int64(scenario.networkBelief) / 1_000
        // The answer takes about as long as the plan did.
        calendar.schedule(
            FleetSubject.measurement(index), stamp: UInt64(max(told, 0)),
            at: arrival + UInt64(downlink.nanoseconds))
    }
}
