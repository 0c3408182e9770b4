import SansIO

/// The link of one client to the coordinator, and its connection; what goes one way arrives in its
/// order.
struct CellLink: Sendable {
    /// Which way a message goes.
    enum Direction: Int, Sendable {
        case toCoordinator
        case toClient
    }
    /// Counts the client's processes, of which each counts its connections from one.
    var run: UInt64 = 0
    /// The connection that is open at the client's end, and the one that it waits for.
    var connection: UInt64?
    var opening: UInt64?
    /// Who the coordinator takes the client for, and on which connection; nil before it spoke.
    var peer: (id: PeerID, connection: UInt64)?
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
        connection = nil
        opening = nil
        wake = .max
    }
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
