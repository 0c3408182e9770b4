import NetworkModel
import Randomness
import Runtime
import Simulation
import Synchronization
import Timekeeping
import ZeroMQ

/// A station between clients and a coordinator that passes whole messages on, and does to a share
/// of them what something broken on the way does: what the relay, which knows bytes and not
/// messages, cannot.
///
/// Each connection of a client has one of the station's own to the coordinator, so that nothing is
/// mixed.
final class MessageStation: Sendable {
    /// What is done to which messages.
    struct Meddling: Sendable {
        var tampering: Tampering
        /// Of all messages, 0 to 1.
        var share: Double
        var direction: LinkDirection
    }
    /// Where clients connect.
    let port: UInt16
    private let shared: MessageStationLoop.Shared
    private let thread: NamedThread

    /// A station in front of `target`, drawing from `seed`.
    init(target: String, seed: Seed) throws(ProcessFailure) {
        let shared = MessageStationLoop.Shared()
        self.shared = shared
        thread = NamedThread("station", priority: .ordinary) {
            MessageStationLoop.run(target: target, random: seed.stream("station"), shared)
        }
        switch shared.waitForStart() {
        case .success(let port): self.port = port
        case .failure(let failure): throw failure
        }
    }
    deinit { close() }

    /// Begins to meddle, or ends it with nil.
    func meddle(_ meddling: Meddling?) { shared.meddling.withLock { $0 = meddling } }
    /// Messages that were meddled with.
    var count: Int { shared.count.load(ordering: .relaxed) }
    /// Closes every connection and ends.
    func close() {
        shared.shutdown.request()
        thread.join()
    }
}
