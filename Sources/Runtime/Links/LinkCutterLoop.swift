import Glibc
import Synchronization

/// The link cutter's thread: owns every socket, forwards, severs and swallows.
struct LinkCutterLoop {
    /// One direction's bytes on their way.
    struct Pipe {
        var bytes: [UInt8] = []
        var isEnded = false

        var hasRoom: Bool { !isEnded && bytes.count < Limits.cutterBufferBytes }
    }
    struct Connection {
        let near: Int32
        /// Negative for a connection that is swallowed.
        let far: Int32
        var out = Pipe()
        var back = Pipe()
    }
    private let listener: Int32
    private let target: UInt16
    private let shared: LinkCutter.Shared
    private var connections: [Connection] = []
    private var wasCut = false
    private var account = LinkCutter.Account()
    private var chunk = [UInt8](repeating: 0, count: 64 << 10)

    init(listener: Int32, target: UInt16, shared: LinkCutter.Shared) {
        self.listener = listener
        self.target = target
        self.shared = shared
    }

    mutating func run() {
        while true {
            let (isCut, isClosed) = shared.wishes.withLock { wishes in
                wishes.account = account
                return (wishes.isCut, wishes.isClosed)
            }
            if isClosed { break }
            if isCut != wasCut { change(toCut: isCut) }
            var entries = pollEntries()
            _ = unsafe poll(&entries, nfds_t(entries.count), -1)
            if entries[0].revents != 0 { shared.doorbell.clear() }
            if entries[1].revents != 0 { accept() }
            forward()
        }
        severAll()
        close(listener)
    }

    private func pollEntries() -> [pollfd] {
        var entries = [
            pollfd(fd: shared.doorbell.fileDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
        ]
        for connection in connections where connection.far >= 0 {
            entries.append(entry(connection.near, reads: connection.out, writes: connection.back))
            entries.append(entry(connection.far, reads: connection.back, writes: connection.out))
        }
        return entries
    }
    private func entry(_ descriptor: Int32, reads: Pipe, writes: Pipe) -> pollfd {
        var events: Int32 = 0
        if reads.hasRoom { events |= POLLIN }
        if !writes.bytes.isEmpty { events |= POLLOUT }
        return pollfd(fd: events == 0 ? -1 : descriptor, events: Int16(events), revents: 0)
    }

    private mutating func change(toCut isCut: Bool) {
        wasCut = isCut
        if isCut { account.severed += UInt64(connections.count { $0.far >= 0 }) }
        severAll()
    }
    private mutating func severAll() {
        for connection in connections { sever(connection) }
        connections.removeAll()
    }
    private func sever(_ connection: Connection) {
        LoopbackSocket.reset(connection.near)
        if connection.far >= 0 { LoopbackSocket.reset(connection.far) }
    }

    /// The next connection that came before any cut or heal not yet carried out: who connects after
    /// `cut()` has returned must not slip in before it.
    private func next() -> Int32? {
        shared.wishes.withLock { wishes in
            wishes.isCut == wasCut ? LoopbackSocket.accept(from: listener) : nil
        }
    }
    private mutating func accept() {
        while let near = next() {
            guard connections.count < Limits.cutterConnections else {
                account.refused += 1
                LoopbackSocket.reset(near)
                continue
            }
            guard !wasCut, let far = LoopbackSocket.connect(to: target) else {
                account.refused += 1
                // While cut it stays open and unanswered; without a target it is refused.
                if wasCut {
                    connections.append(Connection(near: near, far: -1))
                } else {
                    LoopbackSocket.reset(near)
                }
                continue
            }
            account.connections += 1
            connections.append(Connection(near: near, far: far))
        }
    }

    private mutating func forward() {
        var kept: [Connection] = []
        for var connection in connections {
            guard connection.far >= 0 else {
                kept.append(connection)
                continue
            }
            let isAlive =
                read(connection.near, into: &connection.out)
                && read(connection.far, into: &connection.back)
            let out = write(&connection.out, to: connection.far)
            let back = write(&connection.back, to: connection.near)
            account.bytesOut += out
            account.bytesBack += back
            if isAlive { kept.append(connection) } else { sever(connection) }
        }
        connections = kept
    }
    /// Reads what is there; false once the connection has ended.
    private mutating func read(_ descriptor: Int32, into pipe: inout Pipe) -> Bool {
        while pipe.hasRoom {
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            }
            if count > 0 {
                pipe.bytes.append(contentsOf: chunk[0..<count])
            } else if count == 0 {
                return false
            } else {
                return errno == EAGAIN || errno == EINTR || errno == ENOTCONN
            }
        }
        return true
    }
    private func write(_ pipe: inout Pipe, to descriptor: Int32) -> UInt64 {
        guard !pipe.bytes.isEmpty else { return 0 }
        let count = unsafe pipe.bytes.withUnsafeBytes { buffer in
            unsafe send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return 0 }
        pipe.bytes.removeFirst(count)
        return UInt64(count)
    }
}
