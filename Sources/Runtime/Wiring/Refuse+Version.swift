import Timekeeping
import Wire

extension Refuse {
    /// What a frame of another major version amounts to: its sender could only refuse us. Nil for
    /// any other error.
    init?(of error: DecodeError) {
        guard case .unsupportedVersion(let major, let minor, _) = error else { return nil }
        self.init(
            reason: .wrongVersion, retryAfter: .zero, acceptedMajor: major, acceptedMinor: minor,
            acceptedBundle: nil)
    }
}
