public import SansIO
public import Timekeeping
public import Wire

/// What the device's core wants done.
public enum EdgeOutput: Hashable, Sendable {
    /// Run the head on this capture, and the local policy on its latent. One at a time.
    case runHead(CaptureID)
    /// Encode its latent at this rate (Q8.8), predicted from that of an earlier capture if that is
    /// named, still at hand and worth it.
    case encode(CaptureID, multiplier: UInt16, reference: CaptureID?)
    /// Send a frame. A payload is the shell's to free once it is sent.
    case transmit(Envelope, payload: PayloadID?, connection: UInt64)
    /// Send a frame whose payload the next frame has too: it is kept.
    case transmitCopy(Envelope, payload: PayloadID, connection: UInt64)
    /// What the actuators do until the next tick.
    case command(ControlOutput)
    /// Nothing needs this capture's bytes any more.
    case releaseCapture(CaptureID)
    /// Nothing needs this payload any more; it is not sent.
    case releasePayload(PayloadID)
    /// A camera that takes its pictures when told to takes its next one at `next`, or at once if
    /// that is past, and one each `period` after `next`. Only where
    /// `EdgeConfiguration.isCameraTriggered`.
    case pace(next: Instant, period: Interval)
    /// Open a connection to this endpoint and report on it under this number; an attempt that takes
    /// longer than `attempt` is given up, and another one made. At most two are open at once.
    case openConnection(UInt64, endpoint: String, attempt: Interval)
    /// Close it.
    case closeConnection(UInt64)
    /// Something for the log and the counters.
    case event(EdgeEvent)
}
