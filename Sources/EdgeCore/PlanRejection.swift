/// Why a plan was not taken. The plan that ran before goes on, as long as its age allows.
public enum PlanRejection: Error, Hashable, Sendable {
    /// Step, channel or belief counts, or the times, are not what the bundle promises.
    case wrongShape
    /// A value is NaN or infinite.
    case notFinite(step: Int, channel: Int)
    /// A belief is NaN or infinite.
    case beliefNotFinite(index: Int)
    /// A value is outside its channel's range.
    case outOfLimits(step: Int, channel: Int)
    /// A value is too far from the one before it.
    case rateTooHigh(step: Int, channel: Int)
    /// A plan of a newer or the same capture is already there.
    case olderThanCurrent
    /// The capture is too long ago.
    case tooOld
    /// It answers a latent of another session.
    case fromAnotherEpoch
    /// The payload did not survive the way: checksum or size.
    case corrupted
    /// It answers no latent that is waited for.
    case unsolicited

    /// Whether the plan's content is unsound, which tells against the model that made it; the
    /// other rejections tell against the link.
    public var isUnsound: Bool {
        switch self {
        case .wrongShape, .notFinite, .beliefNotFinite, .outOfLimits, .rateTooHigh, .corrupted:
            true
        case .olderThanCurrent, .tooOld, .fromAnotherEpoch, .unsolicited: false
        }
    }
}

extension PlanRejection: CustomStringConvertible {
    /// One stable word for logs; where in the plan follows behind colons.
    public var description: String {
        switch self {
        case .notFinite(let step, let channel), .outOfLimits(let step, let channel),
            .rateTooHigh(let step, let channel):
            "\(kind):step\(step):channel\(channel)"
        case .beliefNotFinite(let index): "\(kind):belief\(index)"
        case .wrongShape, .olderThanCurrent, .tooOld, .fromAnotherEpoch, .corrupted, .unsolicited:
            kind
        }
    }
    /// The one stable word alone, for counting.
    public var kind: String {
        switch self {
        case .wrongShape: "wrongShape"
        case .notFinite: "notFinite"
        case .beliefNotFinite: "beliefNotFinite"
        case .outOfLimits: "outOfLimits"
        case .rateTooHigh: "rateTooHigh"
        case .olderThanCurrent: "olderThanCurrent"
        case .tooOld: "tooOld"
        case .fromAnotherEpoch: "fromAnotherEpoch"
        case .corrupted: "corrupted"
        case .unsolicited: "unsolicited"
        }
    }
}
