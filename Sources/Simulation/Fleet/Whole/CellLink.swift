import SansIO

/// The link of one client to the coordinator, and its connections: a device that changes its own
/// has two of them for a while. What goes one way arrives in its order.
struct CellLink: Sendable {
    /// Which way a message goes.
    enum Direction: Int, Sendable {
        case toCoordinator
        case toClient
    }
    /// Counts the client's processes, of which each counts its connections from one.
    var run: UInt64 = 0
    /// One connection of the client's.
    struct Connection: Sendable {
        let number: UInt64
        /// Whether it is open at the client's end; until then the client waits for it.
        var isOpen = false
    }
    private(set) var connections: [Connection] = []
    /// Who the coordinator takes the client for, by the connection's name; the latest at the end.
    private(set) var speakers: [(id: PeerID, connection: UInt64)] = []
    /// When the client is woken next.
    var wake = UInt64.max
    /// Messages sent each way so far, which the delays of the next are drawn from.
    private(set) var sent: (UInt64, UInt64) = (0, 0)
    private var latest: (UInt64, UInt64) = (0, 0)

    /// A connection's name among those of all the client's processes.
    func name(of connection: UInt64) -> UInt64 { run << 32 | connection }
    /// A new process begins, without a connection.
    mutating func begin() {
        run += 1
        end()
    }
    /// The process is gone, and its connections with it.
    mutating func end() {
        connections.removeAll(keepingCapacity: true)
        wake = .max
    }
    mutating func ask(for number: UInt64) {
        connections.append(Connection(number: number))
    }
    /// The number of the connection that is now open, or nil if nobody waits for it.
    mutating func open(named name: UInt64) -> UInt64? {
        let place = connections.firstIndex { !$0.isOpen && self.name(of: $0.number) == name }
        guard let place else { return nil }
        connections[place].isOpen = true
        return connections[place].number
    }
    /// Whether a connection was open that is now closed.
    mutating func close(_ number: UInt64) -> Bool {
        let wasOpen = isOpen(number)
        connections.removeAll { $0.number == number }
        return wasOpen
    }
    func isOpen(_ number: UInt64) -> Bool {
        connections.contains { $0.number == number && $0.isOpen }
    }
    func isOpen(named name: UInt64) -> Bool {
        connections.contains { $0.isOpen && self.name(of: $0.number) == name }
    }
    /// Who speaks on a connection; nil before somebody did.
    func speaker(on connection: UInt64) -> PeerID? {
        speakers.last { $0.connection == connection }?.id
    }
    mutating func note(_ id: PeerID, on connection: UInt64) {
        // The coordinator knows of a client's few latest connections at the most.
        if speakers.count == Self.speakerLimit { speakers.removeFirst() }
        speakers.append((id, connection))
    }
    private static let speakerLimit = 4
    /// Counts one more message.
    mutating func count(_ direction: Direction) -> UInt64 {
        switch direction {
        case .toCoordinator:
            sent.0 += 1
            return sent.0
        case .toClient:
            sent.1 += 1
            return sent.1
        }
    }
    /// When something arrives that would at `due`: no earlier than what was sent before it.
    mutating func arrival(_ direction: Direction, due: UInt64) -> UInt64 {
        switch direction {
        case .toCoordinator:
            latest.0 = max(latest.0, due)
            return latest.0
        case .toClient:
            latest.1 = max(latest.1, due)
            return latest.1
        }
    }
}
