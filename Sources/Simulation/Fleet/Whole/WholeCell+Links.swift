import CoordinatorCore
import EdgeCore
import NetworkModel
import Timekeeping
import Wire
import WorkerCore

/// Messages and connections between the clients and the coordinator.
extension WholeCell {
    /// Sends a message; it is lost if the link is cut now or when it would arrive.
    mutating func send(
        _ direction: CellLink.Direction, _ client: Int, _ frame: CellFrame
    ) throws(CellViolation) {
        guard frame.payloads.count == frame.envelope.message.payloadPartCount else {
            throw violation(.payloadsDescribed, client)
        }
        let delay = delay(direction, client, frame)
        guard client >= devices.count || now >= cutUntil else { return }
        let due = links[client].arrival(direction, due: now + delay)
        let subject: CellSubject = direction == .toCoordinator ? .atCoordinator : .atClient
        calendar.schedule(subject.code(client), stamp: frames.insert(frame), at: due)
    }
    /// A latent and its plan take the times that the capture draws, as in `FleetCell`; everything
    /// else draws its own.
    private mutating func delay(
        _ direction: CellLink.Direction, _ client: Int, _ frame: CellFrame
    ) -> UInt64 {
        let count = links[client].count(direction)
        guard client < devices.count else { return UInt64(scenario.control.nanoseconds / 2) }
        let group = scenario.groups[Int(devices[client].group)]
        let capture = frame.payloads.first?.capture
        switch direction {
        case .toCoordinator:
            let bits = capture.map { hash.bits(UInt64(client), $0) >> 32 }
            return UInt64(
                group.uplink.delay(
                    UInt32(
                        truncatingIfNeeded: bits
                            ?? hash.bits(UInt64(client) | FleetLimits.upwardWord, count))
                ).nanoseconds)
        case .toClient:
            let bits =
                capture.map { hash.bits(UInt64(client), $0) }
                ?? hash.bits(UInt64(client) | FleetLimits.downwardWord, count)
            return UInt64(
                group.downlink.delay(UInt32(truncatingIfNeeded: bits)).nanoseconds)
        }
    }

    /// A message arrives at the client; a closed connection delivers nothing any more.
    mutating func takeAtClient(_ client: Int, _ frame: CellFrame) throws(CellViolation) {
        guard links[client].isOpen(named: frame.connection) else { return }
        guard client < devices.count else {
            return try receive(client - devices.count, frame)
        }
        guard now >= cutUntil else { return }
        try receive(client, frame.envelope, frame.payloads.first)
    }

    /// A client asks for a connection: there after a round trip. In a cut the transport tries again
    /// while the client waits.
    mutating func open(_ client: Int, _ number: UInt64) {
        links[client].ask(for: number)
        let isDevice = client < devices.count
        let empty = CellFrame(
            connection: number, envelope: Envelope(epoch: 0, sequence: 0, message: .drain),
            payloads: [])
        let there = delay(.toCoordinator, client, empty)
        let back = delay(.toClient, client, empty)
        var due = now + there + back
        if isDevice, now < cutUntil {
            let tries = (cutUntil - now + FleetLimits.retryPeriod - 1) / FleetLimits.retryPeriod
            due += tries * FleetLimits.retryPeriod
        } else {
            let asked = links[client].arrival(.toCoordinator, due: now + there)
            due = links[client].arrival(.toClient, due: asked + back)
        }
        calendar.schedule(
            CellSubject.opened.code(client), stamp: links[client].name(of: number), at: due)
    }
    mutating func noteOpened(_ client: Int, _ name: UInt64) throws(CellViolation) {
        let isDevice = client < devices.count
        guard !isDevice || now >= cutUntil, let number = links[client].open(named: name) else {
            return
        }
        if isDevice {
            try feed(client, EdgeInput.connectionOpened(number))
        } else {
            try feed(client - devices.count, WorkerInput.connectionOpened(number))
        }
    }
    /// A client closes its connection; the coordinator hears of it if the link is not cut.
    mutating func close(_ client: Int, _ number: UInt64) {
        guard links[client].close(number) else { return }
        let isDevice = client < devices.count
        guard !isDevice || now >= cutUntil else { return }
        let empty = CellFrame(
            connection: number, envelope: Envelope(epoch: 0, sequence: 0, message: .drain),
            payloads: [])
        let due = links[client].arrival(
            .toCoordinator, due: now + delay(.toCoordinator, client, empty))
        calendar.schedule(
            CellSubject.closed.code(client), stamp: links[client].name(of: number), at: due)
    }

    /// Wakes a client when it said that it wants to be.
    mutating func noteWake(_ client: Int, at due: UInt64) {
        guard due < links[client].wake else { return }
        links[client].wake = max(due, now)
        calendar.schedule(
            CellSubject.wake.code(client), stamp: 0, at: links[client].wake)
    }
    mutating func wake(_ client: Int) throws(CellViolation) {
        // Another wake-up took this one's place.
        guard links[client].wake == now else { return }
        links[client].wake = .max
        if client < devices.count {
            guard machines[client].isOn else { return }
            try feed(client, EdgeInput.wake)
        } else {
            guard !workers[client - devices.count].isDead else { return }
            try feed(client - devices.count, WorkerInput.wake)
        }
    }
}
