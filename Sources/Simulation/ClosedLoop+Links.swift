import CoordinatorCore
import EdgeCore
import SansIO
import Timekeeping
import Wire
import WorkerCore

/// Frames, connections and payloads between the processes.
extension ClosedLoop {
    /// Sends a message as bytes; it is lost if the link is down or the client's end is closed.
    mutating func send(
        _ route: Route, _ connection: UInt64, _ direction: Link.Direction,
        _ envelope: Envelope, _ payloads: [[UInt8]]
    ) throws(InvariantViolation) {
        guard payloads.map(\.count) == envelope.message.payloadPartByteCounts else {
            throw violation(.payloadsDescribed)
        }
        let byteCount = payloads.reduce(0) { $0 + $1.count }
        let control = FrameEncoder.encode(envelope, payloadByteCount: byteCount)
        outcome.digest.fold(bytes: control)
        if direction == .toCoordinator, !links[route.rawValue].connections.contains(connection) {
            return
        }
        guard let due = links[route.rawValue].arrival(direction, sentAt: now) else { return }
        let frame = SimulatedFrame(
            route: route, connection: connection, direction: direction, control: control,
            payloads: payloads)
        events.schedule(.arrived(frame), at: due)
    }

    /// Hands a frame to the process it arrives at.
    mutating func take(_ frame: SimulatedFrame) throws(InvariantViolation) {
        let envelope: Envelope
        do throws(DecodeError) {
            envelope = try FrameDecoder.decode(frame.control).envelope
        } catch {
            throw violation(.frameReadable(error))
        }
        switch frame.direction {
        case .toCoordinator:
            guard isCoordinatorUp else { return }
            let peer = peers.peer(frame.route, frame.connection)
            let payloads = store(frame.payloads, at: .coordinator)
            switch frame.route {
            case .device: try feed(.deviceFrame(peer, envelope, payloads: payloads))
            case .worker: try feed(.workerFrame(peer, envelope, payloads: payloads))
            }
        case .toClient:
            // A closed connection delivers nothing any more.
            guard links[frame.route.rawValue].connections.contains(frame.connection) else { return }
            switch frame.route {
            case .device: try feed(deviceInput(envelope, frame.payloads))
            case .worker:
                try feed(.received(envelope, payloads: store(frame.payloads, at: .worker)))
            }
        }
    }
    private func deviceInput(_ envelope: Envelope, _ payloads: [[UInt8]]) -> EdgeInput {
        guard case .plan(let header) = envelope.message, let bytes = payloads.first else {
            return .received(envelope)
        }
        guard let plan = try? Wire.PlanPayload(decoding: bytes.span, header: header) else {
            return .planArrived(envelope, .corrupted)
        }
        let values = PlanValues(steps: plan.steps, beliefs: plan.beliefs)
        return .planArrived(envelope, .values(values))
    }
}

// MARK: Connections

extension ClosedLoop {
    /// A client asks for a connection to where somebody listens, or nobody.
    mutating func open(
        _ route: Route, _ number: UInt64, isAnybodyThere: Bool
    ) throws(InvariantViolation) {
        links[route.rawValue].openings.append(number)
        let link = links[route.rawValue]
        guard link.openings.count + link.connections.count <= Limits.connections else {
            throw violation(.connectionsBounded)
        }
        if isAnybodyThere { connect(route, number) }
    }
    /// The transport tries: there after a round trip, if the link carries both ways; else it tries
    /// again while the client waits.
    mutating func connect(_ route: Route, _ number: UInt64) {
        guard links[route.rawValue].openings.contains(number) else { return }
        guard isCoordinatorUp,
            let there = links[route.rawValue].arrival(.toCoordinator, sentAt: now),
            let back = links[route.rawValue].arrival(.toClient, sentAt: there)
        else {
            let due = now + links[route.rawValue].model.retryPeriod
            return events.schedule(.connecting(route, number), at: due)
        }
        events.schedule(.opened(route, number), at: back)
    }
    mutating func noteOpened(_ route: Route, _ number: UInt64) throws(InvariantViolation) {
        guard links[route.rawValue].openings.contains(number) else { return }
        links[route.rawValue].openings.removeAll { $0 == number }
        links[route.rawValue].connections.append(number)
        switch route {
        case .device: try feed(EdgeInput.connectionOpened(number))
        case .worker: try feed(WorkerInput.connectionOpened(number))
        }
    }
    /// A client closes its connection; the coordinator hears of it if the link is up.
    mutating func close(_ route: Route, _ number: UInt64) {
        links[route.rawValue].openings.removeAll { $0 == number }
        guard links[route.rawValue].connections.contains(number) else { return }
        links[route.rawValue].connections.removeAll { $0 == number }
        guard let due = links[route.rawValue].arrival(.toCoordinator, sentAt: now) else { return }
        events.schedule(.clientClosed(route, number), at: due)
    }
    /// A client is told that its connection is gone.
    mutating func noteClosed(_ route: Route, _ number: UInt64) throws(InvariantViolation) {
        guard links[route.rawValue].connections.contains(number) else { return }
        links[route.rawValue].connections.removeAll { $0 == number }
        switch route {
        case .device: try feed(EdgeInput.connectionClosed(number))
        case .worker: try feed(WorkerInput.connectionClosed(number))
        }
    }
}

// MARK: Payloads

extension ClosedLoop {
    func bytes(
        of payload: PayloadID, at station: Station
    ) throws(InvariantViolation) -> [UInt8] {
        guard let bytes = stores[station.rawValue].bytes(of: payload) else {
            throw violation(.payloadHeld(payload))
        }
        return bytes
    }
    mutating func release(
        _ payload: PayloadID, at station: Station
    ) throws(InvariantViolation) {
        guard stores[station.rawValue].release(payload) else {
            throw violation(.payloadHeld(payload))
        }
    }
    private mutating func store(_ parts: [[UInt8]], at station: Station) -> [PayloadID] {
        parts.map { stores[station.rawValue].store($0) }
    }
}
