/// Why a measurement ended before it was done.
enum BenchError: Error, CustomStringConvertible {
    /// Nothing came for this long.
    case silence(waitingFor: String, milliseconds: Int)
    /// Something else came than what was asked for.
    case unexpected(String)
    /// A thread of the closed loop ended.
    case ended(thread: String, reason: String)

    /// What happened and what to do.
    var description: String {
        switch self {
        case .silence(let what, let milliseconds):
            "waited \(milliseconds) ms for \(what); try again on a machine with less to do"
        case .unexpected(let what): "\(what); please report this"
        case .ended(let thread, let reason): "the thread \(thread) ended: \(reason)"
        }
    }
}
