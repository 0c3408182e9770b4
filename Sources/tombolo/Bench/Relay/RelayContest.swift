import Glibc
import LinkFiles
import Randomness
import Relay
import Runtime
import Timekeeping

/// What the relay itself adds: the same exchanges over loopback, direct and through a relay whose
/// link does nothing.
final class RelayContest {
    private let listener: Int32
    private let server: NamedThread
    private let relay: LinkRelay
    private let direct: LoopbackPeer
    private let relayed: LoopbackPeer
    private var buffer = [UInt8](repeating: 7, count: 1 << 20)

    private static let frameBytes = 2_048
    private static let planBytes = 200
    private static let bulkBytes = 16 << 20

    init() throws {
        let (listener, port) = try LoopbackPeer.listen()
        self.listener = listener
        server = NamedThread("relay-target", priority: .ordinary) {
            var threads: [NamedThread] = []
            while let peer = LoopbackPeer(from: listener) {
                threads.append(NamedThread("relay-peer", priority: .ordinary) { peer.serve() })
            }
            for thread in threads { thread.join() }
        }
        let perfect = LinkScenario(
            name: "perfect", about: "", seed: Seed(1), duration: .seconds(1), profile: .perfect,
            events: [])
        relay = try LinkRelay(
            RelayConfiguration(scenario: perfect, target: "tcp://127.0.0.1:\(port)"))
        direct = try LoopbackPeer(port: port)
        relayed = try LoopbackPeer(port: relay.port)
    }

    /// Small exchanges, for the delay that is added.
    var roundTrips: Contest {
        Contest(
            title: "Round trip, 2,048 bytes there and 200 back, one at a time",
            contestants: [
                contestant("direct", [], direct, Self.frameBytes, Self.planBytes, calls: 20),
                contestant(
                    "through a relay, perfect link", ["direct"], relayed, Self.frameBytes,
                    Self.planBytes, calls: 20),
            ])
    }
    /// A large one, for the rate that is left.
    var bulk: Contest {
        Contest(
            title: "16 MiB there and 8 bytes back",
            contestants: [
                contestant("direct", [], direct, Self.bulkBytes, 8, calls: 1),
                contestant(
                    "through a relay, perfect link", ["direct"], relayed, Self.bulkBytes, 8,
                    calls: 1),
            ])
    }
    /// Ends all threads.
    func end() {
        close(direct.descriptor)
        close(relayed.descriptor)
        relay.close()
        shutdown(listener, Int32(SHUT_RDWR))
        server.join()
        close(listener)
    }

    private func contestant(
        _ name: String, _ baselines: [String], _ peer: LoopbackPeer, _ sent: Int,
        _ answered: Int, calls: Int
    ) -> Contestant {
        Contestant(
            name: name, baselines: baselines, calls: calls, members: 1, note: "",
            byteCount: calls == 1 ? sent : nil
        ) { [self] in try peer.exchange(sent, answered, &buffer) }
    }
}
