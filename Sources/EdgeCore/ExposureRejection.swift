/// Why the instant of an exposure cannot be true, so that nothing is computed from its capture.
public enum ExposureRejection: Hashable, Sendable, CaseIterable {
    /// It lies after the core heard of it.
    case inFuture
    /// It lies longer ago than `Limits.exposureAge`.
    case tooOld
    /// It lies before the exposure of an earlier capture.
    case beforeEarlier
}
