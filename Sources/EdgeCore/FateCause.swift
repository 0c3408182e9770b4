public import Failsafe
public import Wire

/// Why a capture was rejected or lost.
public enum FateCause: Hashable, Sendable {
    /// The instant of its exposure cannot be true.
    case exposure(ExposureRejection)
    /// Its picture never came, or cannot be believed.
    case picture(CameraFault)
    /// The head failed on it.
    case headFailed
    /// The encoder failed on its latent.
    case encodeFailed
    /// Its plan was unsound.
    case planRejected(PlanRejection)
    /// The cloud said so.
    case outcome(OutcomeCause)
    /// There was no session to send it in.
    case noSession
    /// The session it was sent in ended.
    case sessionLost
    /// Nothing came back within the patience.
    case unanswered

    /// Whether it says that the camera, not the link or a model, is at fault.
    public var tellsAgainstCamera: Bool {
        switch self {
        case .exposure, .picture: true
        case .headFailed, .encodeFailed, .planRejected, .outcome, .noSession, .sessionLost,
            .unanswered:
            false
        }
    }
}

extension FateCause: CustomStringConvertible {
    /// One stable word for logs; a detail follows a colon.
    public var description: String {
        switch self {
        case .exposure(let rejection): "exposure:\(rejection)"
        case .picture(let fault): "picture:\(fault)"
        case .headFailed: "headFailed"
        case .encodeFailed: "encodeFailed"
        case .planRejected(let rejection): "planRejected:\(rejection)"
        case .outcome(let cause): "outcome:\(cause)"
        case .noSession: "noSession"
        case .sessionLost: "sessionLost"
        case .unanswered: "unanswered"
        }
    }
    /// The same without where in a plan it was: one of a few words, for counting.
    public var kind: String {
        switch self {
        case .planRejected(let rejection): "planRejected:\(rejection.kind)"
        case .exposure, .picture, .headFailed, .encodeFailed, .outcome, .noSession, .sessionLost,
            .unanswered:
            description
        }
    }
}
