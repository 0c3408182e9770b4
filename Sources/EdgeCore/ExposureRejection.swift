import Failsafe

/// Why the instant of an exposure cannot be true, so that nothing is computed from its capture.
public enum ExposureRejection: Hashable, Sendable, CaseIterable {
    /// It lies after the core heard of it.
    case inFuture
    /// It lies longer ago than `Limits.exposureAge`.
    case tooOld
    /// It lies before the exposure of an earlier capture.
    case beforeEarlier
    /// It is that of an earlier capture: the same moment cannot be looked at twice.
    case sameAsEarlier

    /// What it says of the camera.
    var fault: CameraFault {
        switch self {
        case .inFuture, .tooOld, .beforeEarlier: .timeJumps
        case .sameAsEarlier: .repeats
        }
    }
}
