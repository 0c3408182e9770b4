import Timekeeping

/// What goes wrong around a relay and is none of the link's doing: counted, and told in a line now
/// and then, so that a target that is away for an hour does not fill a disk.
struct RelayTroubles {
    /// Times that the system had no descriptor for a connection.
    private(set) var outOfDescriptors: UInt64 = 0
    private let target: String
    private let tell: @Sendable (String) -> Void
    private var refusals: UInt64 = 0
    private var refusalsToldAt: Instant?
    private var shortageToldAt: Instant?

    init(target: String, tell: @escaping @Sendable (String) -> Void) {
        self.target = target
        self.tell = tell
    }

    /// The target did not take a connection; `code` is the system's error number, 0 if it hung up.
    mutating func noteRefusal(_ code: Int32, at now: Instant) {
        refusals += 1
        guard Self.isDue(&refusalsToldAt, now) else { return }
        let reason = code == 0 ? "it hung up" : SystemCall.text(of: code)
        tell(
            "the target \(target) took no connection (\(reason)), \(refusals) so far; each new "
                + "connection tries again")
    }
    /// The system had no descriptor left.
    mutating func noteOutOfDescriptors(_ code: Int32, at now: Instant) {
        outOfDescriptors += 1
        guard Self.isDue(&shortageToldAt, now) else { return }
        tell(
            "no file descriptor is left (\(SystemCall.text(of: code))), \(outOfDescriptors) times "
                + "so far; raise the limit (ulimit -n)")
    }

    private static func isDue(_ told: inout Instant?, _ now: Instant) -> Bool {
        if let told, now - told < Limits.troublePeriod { return false }
        told = now
        return true
    }
}
