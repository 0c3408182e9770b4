import Timekeeping
import Wire

/// One end of a connection that the runner plays.
struct ConformancePeer: Sendable {
    /// What the case calls it.
    let name: String
    /// The connection, or nil while it has none.
    var link: UInt64?
    /// Whether the connection stands.
    var isOpen = false
    /// Whether a greeting was answered, so that the session has to be kept alive.
    var isLive = false
    /// Whether it sends heartbeats by itself.
    var beats = true
    /// The epoch of its session.
    var epoch: UInt64
    /// Epochs before; what still comes under them is late.
    var oldEpochs: [UInt64] = []
    /// The number of its next frame.
    var nextSequence: UInt64 = 0
    /// The last sequence that came.
    var lastTaken: UInt64?
    /// When it last sent something.
    var lastSent = Instant.origin
    /// The other side's last heartbeat: its stamp, and when it came.
    var heard: (transmit: UInt64, arrival: Instant)?
    /// What it may predict latents from, if it is a device under test.
    var references = ReferenceLedger()
    /// Messages that no step has looked at.
    var inbox: [SeenFrame] = []

    /// When it sends its next heartbeat, or nil if it does not.
    var nextBeat: Instant? {
        isOpen && isLive && beats ? lastSent + ConformanceLimits.heartbeatPeriod : nil
    }
    /// Begins anew under another epoch.
    mutating func renew(_ epoch: UInt64) {
        oldEpochs.append(self.epoch)
        self.epoch = epoch
        nextSequence = 0
        lastTaken = nil
        heard = nil
        isLive = false
        references = ReferenceLedger()
    }

    /// What is wrong with the order of `envelope` by section 3, or nil: epoch, first sequence,
    /// growing sequence, and what a latent was predicted from. Notes its sequence.
    mutating func fault(of envelope: Envelope) -> String? {
        // There may be no session that a refusal could be counted in.
        if case .refuse = envelope.message { return nil }
        guard envelope.epoch == epoch else {
            return "its epoch is 0x\(String(envelope.epoch, radix: 16)), the session's is "
                + "0x\(String(epoch, radix: 16)) (section 1)"
        }
        if let lastTaken, envelope.sequence <= lastTaken {
            return "its sequence is \(envelope.sequence) after \(lastTaken) (section 3)"
        }
        if lastTaken == nil, envelope.sequence != 0 {
            return "its sequence is \(envelope.sequence), the first frame has 0 (section 3)"
        }
        lastTaken = envelope.sequence
        guard case .latent(let header) = envelope.message else { return nil }
        return references.take(header, sequence: envelope.sequence)
    }
}
