import Glibc
import Synchronization

@testable import Relay

/// A TCP server on a free port that sends back what it gets, on a thread of its own; or one that
/// reads nothing.
final class EchoTarget: Sendable {
    enum Way: Sendable { case echoes, readsNothing }
    let port: UInt16
    var endpoint: String { "tcp://127.0.0.1:\(port)" }
    private let bell: Bell
    private let thread: RelayThread
    private let isClosed: Switch

    final class Switch: Sendable {
        private let state = Atomic<Bool>(false)
        var isOn: Bool { state.load(ordering: .acquiring) }
        func turnOn() { state.store(true, ordering: .releasing) }
    }
    private struct Peer {
        let descriptor: Int32
        var bytes = ByteRing()
        var isEnded = false
    }

    /// At a port that is free, or at one that was.
    init(_ way: Way = .echoes, at wanted: UInt16 = 0) throws {
        let listener = try StreamSocket.listen(
            try SocketAddress("tcp://127.0.0.1:\(wanted)"), "an echo")
        port = SocketAddress(of: listener)?.port ?? 0
        let bell = try Bell()
        let isClosed = Switch()
        (self.bell, self.isClosed) = (bell, isClosed)
        thread = try RelayThread { Self.run(listener, bell, isClosed, way) }
    }
    deinit { close() }

    func close() {
        isClosed.turnOn()
        bell.ring()
        thread.join()
    }

    private static func run(_ listener: Int32, _ bell: Bell, _ isClosed: Switch, _ way: Way) {
        guard let watch = try? Watch() else { return }
        watch.add(listener, .read, token: 0)
        watch.add(bell.descriptor, .read, token: 1)
        var peers: [UInt64: Peer] = [:]
        while !isClosed.isOn {
            watch.wait(until: nil, milliseconds: 1_000)
            for (token, _) in watch.ready where token != 1 {
                if token == 0 {
                    while case .success(let descriptor) = StreamSocket.accept(from: listener) {
                        let token = UInt64(descriptor) + 2
                        peers[token] = Peer(descriptor: descriptor)
                        watch.add(
                            descriptor, way == .echoes ? .read : [], token: token)
                    }
                } else if var peer = peers[token] {
                    peers[token] = serve(&peer, watch, token) ? peer : nil
                }
            }
        }
        for peer in peers.values { Glibc.close(peer.descriptor) }
        Glibc.close(listener)
    }
    /// Sends back what is there; false once the peer is gone.
    private static func serve(_ peer: inout Peer, _ watch: Watch, _ token: UInt64) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        if !peer.isEnded, peer.bytes.count < 1 << 20 {
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe recv(peer.descriptor, $0.baseAddress, $0.count, 0)
            }
            if count > 0 {
                unsafe chunk.withUnsafeBytes {
                    unsafe peer.bytes.append(UnsafeRawBufferPointer(rebasing: $0[..<count]))
                }
            }
            if count == 0 { peer.isEnded = true }
            if count < 0, errno != EAGAIN {
                Glibc.close(peer.descriptor)
                return false
            }
        }
        while peer.bytes.count > 0 {
            let sent = unsafe peer.bytes.withFirst(peer.bytes.count) {
                unsafe send(peer.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { break }
            peer.bytes.drop(sent)
        }
        if peer.isEnded, peer.bytes.count == 0 {
            Glibc.close(peer.descriptor)
            return false
        }
        let isReading = !peer.isEnded && peer.bytes.count < 1 << 20
        watch.change(
            peer.descriptor,
            peer.bytes.count > 0 ? (isReading ? [.read, .write] : .write) : .read, token: token)
        return true
    }
}
