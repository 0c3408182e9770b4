import SansIO
import Timekeeping

/// A latent whose plan was given to the transport, until that says whether it took it.
struct Departure: Sendable {
    let request: OpenRequest
    let peer: PeerID
    /// The plan's own, in its device's session.
    let sequence: UInt64
    /// Answered, or answered late, if it is taken.
    let fate: RequestFate
    let waited: Interval
}
