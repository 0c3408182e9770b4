import NetworkModel
import Timekeeping

/// What befalls the processes at the ends, and single connections.
extension Transport {
    /// The coordinator's process ends: its system closes what it had, and nobody listens any more.
    mutating func endCoordinator(at now: Instant) {
        isListening = false
        for place in connections.indices { connections[place].closeFar(.end, at: now) }
    }
    /// Somebody listens again.
    mutating func startCoordinator() { isListening = true }
    /// The client's process ends: its system closes what it had.
    mutating func endClient(at now: Instant) {
        for socket in sockets { close(socket.number, at: now) }
    }
    /// Whether the coordinator reads; what comes meanwhile waits at its kernel, and then at the
    /// client's.
    mutating func setCoordinatorReading(_ isReading: Bool) {
        isCoordinatorReading = isReading
        for place in connections.indices { connections[place].up.isReading = isReading }
    }
    /// Whether the client's process runs: its library neither reads nor tries again meanwhile.
    mutating func setClientRunning(_ isRunning: Bool) {
        isClientRunning = isRunning
        for place in connections.indices { connections[place].down.isReading = isRunning }
    }
    /// The connections that stand are reset at both ends at once.
    mutating func resetConnections(at now: Instant) {
        for place in standing {
            connections[place].vanish(isNear: true)
            connections[place].vanish(isNear: false)
            noteVanished(place, at: now)
        }
    }
    /// The connections that stand lose one end, which answers nothing any more; the other is not
    /// told.
    mutating func halve(isClientGone: Bool, at now: Instant) {
        for place in standing {
            connections[place].vanish(isNear: isClientGone)
            if isClientGone { noteVanished(place, at: now) }
        }
    }
    /// The connections that stand carry nothing in this direction for so long.
    mutating func blackhole(_ direction: LinkDirection, for span: Interval, at now: Instant) {
        for place in standing {
            tell(place, .change(.cut(for: span)), direction, at: now)
        }
    }

    private var standing: [Int] {
        connections.indices.filter { place in
            sockets.contains { $0.phase == .standing(connections[place].id) }
        }
    }
    private mutating func noteVanished(_ place: Int, at now: Instant) {
        let number = connections[place].socket
        counted.broken += 1
        guard let socket = sockets.firstIndex(where: { $0.number == number }) else { return }
        pause(socket, at: now)
    }
}
