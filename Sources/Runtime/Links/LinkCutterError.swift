/// Why a link cutter could not start.
public enum LinkCutterError: Error, Hashable, Sendable {
    /// No socket could be made or bound; `code` is the system's error number.
    case noPort(code: Int32)
}
