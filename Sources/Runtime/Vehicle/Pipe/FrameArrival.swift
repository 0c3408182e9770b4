import Timekeeping

/// When a picture that came through a pipe can have been taken.
///
/// A pipe carries no times: a picture is as old as its way was long. The first byte of one that was
/// waited for has just been written; one that lay there already when the reader came has waited
/// itself, for nobody knows how long, and must not be taken for a fresh one. So a picture counts if
/// the pipe was empty before it for a quarter of a period at least, and not for so long that the
/// reader itself may have been stopped meanwhile.
///
/// What follows: after this process, or the writer, was paused, everything that queued up is let
/// go, and the first picture behind it that comes in its own time is the next that counts.
struct FrameArrival {
    /// What to do with a picture.
    enum Verdict: Hashable {
        /// Taken just before its first byte came.
        case live
        /// It was there already: older than it looks.
        case backlog
        /// It came after a pause; the next one tells.
        case afterPause
    }
    private let shortest: Interval
    private let longest: Interval

    /// For a camera that takes a picture each `period`.
    init(period: Interval) {
        shortest = period / 4
        longest = period * 2
    }

    /// What to do with a picture whose first byte was waited for so long.
    func verdict(waited: Interval) -> Verdict {
        if waited < shortest { return .backlog }
        return waited > longest ? .afterPause : .live
    }
}
