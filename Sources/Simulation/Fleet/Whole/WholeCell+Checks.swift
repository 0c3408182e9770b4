import CoordinatorCore
import EdgeCore
import SansIO
import Session
import Timekeeping
import Wire
import WorkerCore

/// What must hold, and what all of it came to.
extension WholeCell {
    /// After each event, what it touched; with `checkStride` the rest.
    func check(_ client: Int?) throws(CellViolation) {
        let bound = FleetLimits.eventsPerClient * links.count + FleetLimits.eventsPerInstant
        guard eventsNow <= bound else { throw violation(.timeAdvances, client) }
        guard accounts.events % checkStride == 0 else { return }
        guard frames.count <= FleetLimits.framesPerClient * links.count else {
            throw violation(.framesBounded, client)
        }
        try checkCoordinator()
        guard let client else { return }
        if client < devices.count {
            try checkDevice(client)
        } else {
            try checkWorker(client - devices.count)
        }
    }
    func checkAll() throws(CellViolation) {
        try checkCoordinator()
        for index in devices.indices { try checkDevice(index) }
        for index in workers.indices { try checkWorker(index) }
    }
    private func checkCoordinator() throws(CellViolation) {
        let counts = coordinator.counts
        guard counts.isBalanced, counts.leaving == 0 else {
            throw violation(.coordinatorBalance, nil)
        }
        guard payloads.count <= payloadLimit else { throw violation(.payloadsHeld, nil) }
        let plans = counts[.answered] + counts[.answeredLate] + counts.plansNotTaken
        guard counts.arrivals <= accounts.latentsArrived,
            accounts.latentsArrived <= accounts.latentsSent, accounts.plansSent == plans,
            accounts.plansArrived <= accounts.plansSent
        else { throw violation(.sidesAgree, nil) }
    }
    func checkDevice(_ index: Int) throws(CellViolation) {
        guard machines[index].isOn else { return }
        let fates = machines[index].edge.fates
        guard fates.isBalanced else { throw violation(.deviceBalance, index) }
        guard fates.captured == machines[index].captures,
            fates.pending == UInt64(machines[index].open.count)
        else { throw violation(.oneFatePerCapture, index) }
    }
    func checkWorker(_ index: Int) throws(CellViolation) {
        guard !workers[index].isDead else { return }
        guard servers[index].worker.counts.isBalanced else {
            throw violation(.workerBalance, devices.count + index)
        }
        guard servers[index].payloads.count <= FleetLimits.workerPayloads else {
            throw violation(.payloadsHeld, devices.count + index)
        }
    }
    /// A picture that is taken at `reading` of a device's clock is due by the pace it was asked
    /// for; the first after it may be one that was overdue.
    mutating func checkPace(_ index: Int, _ reading: Instant) throws(CellViolation) {
        guard let asked = machines[index].asked else { return }
        machines[index].asked?.captures += 1
        guard asked.captures > 0 else { return }
        let configuration = machines[index].configuration
        let period = min(
            max(asked.pace.capturePeriod, configuration.capturePeriod),
            configuration.slowestCapturePeriod)
        let length = UInt64(period.nanoseconds)
        let origin = asked.pace.origin
        let past = reading.nanoseconds % length + length - origin % length
        let off = min(past % length, length - past % length)
        guard off <= UInt64(FleetLimits.clockTolerance.nanoseconds) else {
            throw violation(.paceObeyed, index)
        }
    }

    mutating func conclude() -> WholeCellResult {
        for index in devices.indices {
            for capture in machines[index].open where book.isCounted(capture.time) {
                book.tallies[Int(devices[index].group)].open += 1
            }
            accounts.captures.add(machines[index].ended)
            if machines[index].isOn { accounts.captures.add(machines[index].edge.fates) }
        }
        for index in workers.indices where !workers[index].isDead {
            countMembers(of: index, isDead: false)
        }
        accounts.coordinator = coordinator.counts
        concludeClocks()
        book.result.requests = coordinator.counts.arrivals
        book.result.paces = coordinator.counts.paces
        return WholeCellResult(fleet: book.conclude(devices, workers), accounts: accounts)
    }
    mutating func countMembers(of index: Int, isDead: Bool) {
        let counts = servers[index].worker.counts
        accounts.members += counts.received
        accounts.plansMade += counts.answered
        accounts.membersLost += counts.orphaned + (isDead ? UInt64(counts.held) : 0)
    }
    private mutating func concludeClocks() {
        var errors: [Interval] = []
        for machine in machines where machine.isOn {
            guard let offset = machine.edge.clock.offset else { continue }
            let truth =
                Instant(nanoseconds: now + FleetLimits.coordinatorOrigin)
                - machine.clock.reading(at: now)
            errors.append(max(offset - truth, truth - offset))
        }
        errors.sort()
        accounts.clockErrorMost = errors.last ?? .zero
        accounts.clockErrorMedian = errors.isEmpty ? .zero : errors[errors.count / 2]
    }
}
