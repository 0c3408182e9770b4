import Foundation

/// Why a demo with these times could not show what it is for.
enum DemoTimesError: Error, Hashable {
    /// The link would still be cut when the time is over.
    case cutBeyondEnd(at: Double, seconds: Double, duration: Double)
    /// The time is too short for the cloud to drive, to be cut off and to come back.
    case tooShort(duration: Double, needed: Double)
}

extension DemoTimesError: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    var description: String {
        switch self {
        case .cutBeyondEnd(let at, let seconds, let duration):
            "a cut at \(Self.text(at)) s for \(Self.text(seconds)) s ends at "
                + "\(Self.text(at + seconds)) s, the drive after \(Self.text(duration)) s; give a "
                + "longer --duration, an earlier --cut-at or a shorter --cut-for"
        case .tooShort(let duration, let needed):
            "a cut cannot be shown in \(Self.text(duration)) s; give a --duration of "
                + "\(Self.text(needed)) s at least, or --cut-for 0 for no cut"
        }
    }
    private static func text(_ seconds: Double) -> String { String(format: "%g", seconds) }
}
