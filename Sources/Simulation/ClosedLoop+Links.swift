import CoordinatorCore
import EdgeCore
import SansIO
import Timekeeping
import Wire
import WorkerCore

/// Frames and connections between the processes.
extension ClosedLoop {
    /// A message as bytes.
    mutating func frame(
        _ envelope: Envelope, _ payloads: [[UInt8]]
    ) throws(InvariantViolation) -> SimulatedFrame {
        guard payloads.map(\.count) == envelope.message.payloadPartByteCounts else {
            throw violation(.payloadsDescribed)
        }
        let byteCount = payloads.reduce(0) { $0 + $1.count }
        let control = FrameEncoder.encode(envelope, payloadByteCount: byteCount)
        outcome.digest.fold(bytes: control)
        return SimulatedFrame(control: control, payloads: payloads)
    }
    /// A client sends a frame; whether its transport takes it. What it does not is dropped, as the
    /// real clients do: it would be stale by the time it went.
    mutating func send(_ route: Route, _ socket: UInt64, _ frame: SimulatedFrame) -> Bool {
        defer { noteLink(route) }
        return transports[route.rawValue].sendUp(frame, on: socket, at: now)
    }
    /// A client asks for a connection to where somebody listens, or nobody.
    mutating func open(
        _ route: Route, _ number: UInt64, attempt: Interval, isAnybodyThere: Bool
    ) {
        transports[route.rawValue].open(
            number, attempt: attempt, isAnybodyThere: isAnybodyThere, at: now)
        noteLink(route)
    }
    /// A client closes a connection.
    mutating func close(_ route: Route, _ number: UInt64) {
        transports[route.rawValue].close(number, at: now)
        noteLink(route)
    }

    /// Lets a link go on no later than it wants.
    mutating func noteLink(_ route: Route) {
        guard let wakeup = transports[route.rawValue].wakeup else { return }
        let due = max(wakeup, now)
        if let earlier = linkWakes[route.rawValue], earlier <= due { return }
        linkWakes[route.rawValue] = due
        events.schedule(.link(route), at: due)
    }
    /// Lets a link go on, and hands over what came. What the processes say to that goes on later.
    mutating func advance(_ route: Route) throws(InvariantViolation) {
        // An earlier one took this one's place.
        guard linkWakes[route.rawValue] == now else { return }
        linkWakes[route.rawValue] = nil
        transports[route.rawValue].advance(to: now)
        while let output = transports[route.rawValue].nextOutput() {
            guard route == .device, !active.isEmpty || !heldBack.isEmpty else {
                try take(output, route)
                continue
            }
            for output in tampered(output) { try take(output, route) }
        }
        noteLink(route)
    }

    mutating func take(
        _ output: Transport.Output, _ route: Route
    ) throws(InvariantViolation) {
        switch (output, route) {
        case (.opened(let number), .device): try feed(EdgeInput.connectionOpened(number))
        case (.opened(let number), .worker): try feed(WorkerInput.connectionOpened(number))
        case (.toCoordinator(let connection, let frame), _):
            try take(frame, route, from: connection)
        case (.toClient(let socket, let frame), .device):
            // What the one before it made the device close delivers nothing any more.
            guard transports[route.rawValue].has(socket) else { return }
            try feed(deviceInput(try read(frame), frame.payloads))
        case (.toClient(let socket, let frame), .worker):
            guard transports[route.rawValue].has(socket) else { return }
            switch try read(frame) {
            case .failure(let error): try feed(WorkerInput.undecodable(error))
            case .success(let envelope):
                try feed(.received(envelope, payloads: store(frame.payloads, at: .worker)))
            }
        }
    }
    private mutating func take(
        _ frame: SimulatedFrame, _ route: Route, from connection: UInt64
    ) throws(InvariantViolation) {
        guard isCoordinatorUp else { return }
        let peer = peers.peer(route, connection)
        let envelope: Envelope
        switch try read(frame) {
        case .failure(let error): return try feed(.undecodable(peer, route.side, error))
        case .success(let readable): envelope = readable
        }
        let payloads = store(frame.payloads, at: .coordinator)
        switch route {
        case .device: try feed(.deviceFrame(peer, envelope, payloads: payloads))
        case .worker: try feed(.workerFrame(peer, envelope, payloads: payloads))
        }
    }
    private func deviceInput(
        _ result: Result<Envelope, DecodeError>, _ payloads: [[UInt8]]
    ) -> EdgeInput {
        guard case .success(let envelope) = result else { return .malformedFrame }
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
