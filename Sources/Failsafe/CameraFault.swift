/// What is wrong with what a camera gives. Nothing is computed from such a capture, so that plans
/// grow old from the last one that could be believed.
public enum CameraFault: Hashable, Sendable, CaseIterable {
    /// No picture comes.
    case stalled
    /// The same picture, or the same instant of exposure, comes again.
    case repeats
    /// The instants of exposure lie in the future, too far back, or run backwards.
    case timeJumps
    /// The picture or the state with it has not the size the model wants, or no numbers in it.
    case misshapen

    /// The cause of a change of state for it.
    public var cause: FailsafeCause {
        switch self {
        case .stalled: .cameraStalled
        case .repeats: .cameraRepeats
        case .timeJumps: .cameraTimeJumps
        case .misshapen: .cameraMisshapen
        }
    }
}
