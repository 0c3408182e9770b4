import NetworkModel
import Randomness
import Timekeeping

/// The sockets of one client, its coordinator's, and the link between them: what the library and
/// both kernels make of what the link does.
///
/// All connections share what time does to the link; what chance does to a packet is each one's
/// own. Not modelled are the rate that two connections would share, and acknowledgements on the way
/// back: what came is known to be there. Tests: `TransportTests`.
struct Transport {
    /// What happens at an end.
    enum Output: Hashable {
        /// The client's socket of this number is usable.
        case opened(UInt64)
        /// A message for the client.
        case toClient(socket: UInt64, SimulatedFrame)
        /// A message for the coordinator, and on which connection.
        case toCoordinator(connection: UInt64, SimulatedFrame)
    }
    /// What the coordinator's transport says of a message.
    enum Sending: Hashable {
        case taken
        /// Nobody reads it: dropped.
        case full
        /// There is no such connection any more.
        case gone
    }
    private let settings: TransportSettings
    private let seeds: (up: Seed, down: Seed)
    private var up: SharedDirection
    private var down: SharedDirection
    private let changes: [TimedLinkChange]
    private var nextChange = 0
    private var pauses: RandomStream
    var sockets: [ClientSocket] = []
    var connections: [TransportConnection] = []
    private var outputs: [Output] = []
    var counted = LinkReport()
    /// Whether the coordinator's process is there.
    var isListening = true
    var isCoordinatorReading = true
    var isClientRunning = true

    /// The transport over a link with this course from the drive's beginning on.
    init(_ course: LinkCourse, _ settings: TransportSettings, random: RandomStream) {
        var random = random
        self.settings = settings
        seeds = (Seed(random.next()), Seed(random.next()))
        up = SharedDirection(course.conditions.up, start: .origin)
        down = SharedDirection(course.conditions.down, start: .origin)
        changes = course.changes
        pauses = random
    }

    /// Sockets of the client.
    var socketCount: Int { sockets.count }
    /// Whether the client has a socket of this number.
    func has(_ socket: UInt64) -> Bool { sockets.contains { $0.number == socket } }
    /// Connections that anybody still knows of.
    var connectionCount: Int { connections.count }
    /// What happened so far.
    var report: LinkReport {
        var report = counted
        for connection in connections { report.segmentsLost += connection.segmentsLost }
        return report
    }
    /// When the next thing happens.
    var wakeup: Instant? {
        if !outputs.isEmpty { return .origin }
        var next = Instant.distantFuture
        if nextChange < changes.count { next = .origin + changes[nextChange].at }
        if isClientRunning {
            for socket in sockets { next = min(next, socket.deadline ?? .distantFuture) }
        }
        for index in connections.indices { next = min(next, connections[index].wakeup) }
        return next == .distantFuture ? nil : next
    }

    /// The next thing that happened, or nil.
    mutating func nextOutput() -> Output? { outputs.isEmpty ? nil : outputs.removeFirst() }

    /// The client wants a socket of this number, connected to where somebody listens, or nobody,
    /// each of whose attempts to connect has so much time.
    mutating func open(
        _ number: UInt64, attempt: Interval, isAnybodyThere: Bool, at now: Instant
    ) {
        sockets.append(
            ClientSocket(
                number: number, attempt: attempt,
                phase: isAnybodyThere ? .pausing(until: now) : .nowhere))
    }
    /// The client closes a socket. What the kernel has of it goes on, and then the farewell.
    mutating func close(_ number: UInt64, at now: Instant) {
        guard let place = sockets.firstIndex(where: { $0.number == number }) else { return }
        let socket = sockets.remove(at: place)
        if let id = socket.connection { change(id) { $0.closeNear(at: now) } }
    }
    /// The client sends a message on a socket; false if it is dropped.
    mutating func sendUp(_ frame: SimulatedFrame, on number: UInt64, at now: Instant) -> Bool {
        guard let socket = sockets.first(where: { $0.number == number }),
            case .standing(let id) = socket.phase,
            let place = connections.firstIndex(where: { $0.id == id })
        else {
            counted.up.unconnected += 1
            return false
        }
        return counted.up.note(connections[place].up.send(frame, at: now))
    }
    /// The coordinator sends a message on a connection.
    mutating func sendDown(_ frame: SimulatedFrame, on id: UInt64, at now: Instant) -> Sending {
        guard let place = connections.firstIndex(where: { $0.id == id }),
            connections[place].isFarThere
        else {
            counted.down.unconnected += 1
            return .gone
        }
        let isTaken = counted.down.note(connections[place].sendDown(frame, at: now))
        return isTaken ? .taken : .full
    }

    private mutating func change(_ id: UInt64, _ body: (inout TransportConnection) -> Void) {
        guard let place = connections.firstIndex(where: { $0.id == id }) else { return }
        body(&connections[place])
    }
}

// MARK: Time

extension Transport {
    /// Lets happen what is due at `now`.
    mutating func advance(to now: Instant) {
        applyChanges(at: now)
        if isClientRunning { passDeadlines(at: now) }
        for place in connections.indices { wake(place, at: now) }
        for place in connections.indices { listen(place, at: now) }
        guard connections.indices.contains(where: { connections[$0].isOver }) else { return }
        for connection in connections where connection.isOver {
            counted.segmentsLost += connection.segmentsLost
        }
        connections.removeAll { $0.isOver }
    }

    private mutating func applyChanges(at now: Instant) {
        while nextChange < changes.count, .origin + changes[nextChange].at <= now {
            let change = changes[nextChange]
            nextChange += 1
            switch change.direction {
            case .up: up.apply(change.change, at: now)
            case .down: down.apply(change.change, at: now)
            }
            for place in connections.indices {
                tell(place, .change(change.change), change.direction, at: now)
                guard case .conditions = change.change else { continue }
                let other = change.direction.opposite
                tell(place, .returnDelay(returnDelay(of: other)), other, at: now)
            }
        }
    }
    mutating func tell(
        _ place: Int, _ input: StreamLinkInput, _ direction: LinkDirection, at now: Instant
    ) {
        switch direction {
        case .up: connections[place].up.handle(input, at: now)
        case .down: connections[place].down.handle(input, at: now)
        }
    }
    private func returnDelay(of direction: LinkDirection) -> Interval {
        (direction == .up ? down : up).conditions.usualDelay
    }

    private mutating func passDeadlines(at now: Instant) {
        for place in sockets.indices {
            guard let deadline = sockets[place].deadline, deadline <= now else { continue }
            if let id = sockets[place].connection {
                change(id) { $0.closeNear(at: now) }
                pause(place, at: now)
            } else {
                connect(place, at: now)
            }
        }
    }
    /// The library tries again in its own time.
    mutating func pause(_ place: Int, at now: Instant) {
        let shortest = Limits.reconnectPause
        let extra = pauses.unit() * Double(shortest.nanoseconds)
        sockets[place].phase = .pausing(until: now + shortest + .nanoseconds(Int64(extra)))
    }
    private mutating func connect(_ place: Int, at now: Instant) {
        counted.attempts += 1
        let id = counted.attempts
        let streams = (
            up: up.stream(id, returnDelay: returnDelay(of: .up), seed: seeds.up, at: now),
            down: down.stream(id, returnDelay: returnDelay(of: .down), seed: seeds.down, at: now)
        )
        var connection = TransportConnection(
            id: id, socket: sockets[place].number,
            up: TransportPipe(
                streams.up, sendLimit: settings.clientSendLimit, isReading: isCoordinatorReading),
            down: TransportPipe(
                streams.down, sendLimit: Limits.coordinatorSendLimit, isReading: isClientRunning))
        connection.up.send(.step(0), at: now)
        connections.append(connection)
        sockets[place].phase = .connecting(id, until: now + sockets[place].attempt)
    }

    private mutating func wake(_ place: Int, at now: Instant) {
        connections[place].up.handle(.wake, at: now)
        connections[place].down.handle(.wake, at: now)
        guard !connections[place].watch(at: now) else { return }
        counted.reaped += 1
        connections[place].closeFar(.reset, at: now)
    }
}

// MARK: What arrives

extension Transport {
    private mutating func listen(_ place: Int, at now: Instant) {
        while let cargo = connections[place].up.next(at: now) { arriveUp(cargo, place, at: now) }
        while let cargo = connections[place].down.next(at: now) {
            arriveDown(cargo, place, at: now)
        }
    }
    private mutating func arriveUp(
        _ cargo: TransportPipe.Cargo, _ place: Int, at now: Instant
    ) {
        if cargo == .mark(.step(0)), isListening { connections[place].isFarThere = true }
        guard connections[place].isFarThere else {
            if cargo != .mark(.end), cargo != .mark(.reset) {
                connections[place].refuse(.up, at: now)
            }
            return
        }
        switch cargo {
        case .frame(let frame):
            outputs.append(.toCoordinator(connection: connections[place].id, frame))
        case .mark(.step(let step)): connections[place].sendDown(.step(step + 1), at: now)
        case .mark(.end), .mark(.reset): connections[place].closeFar(.end, at: now)
        case .mark(.probe), .mark(.answer): break
        }
    }
    private mutating func arriveDown(
        _ cargo: TransportPipe.Cargo, _ place: Int, at now: Instant
    ) {
        let (id, number) = (connections[place].id, connections[place].socket)
        guard connections[place].isNearThere,
            let socket = sockets.firstIndex(where: { $0.number == number })
        else {
            if cargo != .mark(.end), cargo != .mark(.reset) {
                connections[place].refuse(.down, at: now)
            }
            return
        }
        switch cargo {
        case .frame(let frame): outputs.append(.toClient(socket: number, frame))
        case .mark(.step(let step)):
            if step == 1 {
                sockets[socket].phase = .greeting(id, until: now + Limits.handshakeTime)
            }
            if step + 1 < TransportMark.steps {
                connections[place].up.send(.step(step + 1), at: now)
            } else {
                stand(socket, id)
            }
        case .mark(.end), .mark(.reset):
            if case .standing = sockets[socket].phase { counted.broken += 1 }
            connections[place].closeNear(at: now)
            pause(socket, at: now)
        case .mark(.probe): connections[place].up.sendAtOnce(.answer, at: now)
        case .mark(.answer): break
        }
    }
    /// The client hears of a socket's first connection only: the library mends the others itself.
    private mutating func stand(_ socket: Int, _ id: UInt64) {
        counted.connections += 1
        sockets[socket].phase = .standing(id)
        guard !sockets[socket].wasOpened else { return }
        sockets[socket].wasOpened = true
        outputs.append(.opened(sockets[socket].number))
    }
}
