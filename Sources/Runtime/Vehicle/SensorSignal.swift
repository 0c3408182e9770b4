public import SansIO

/// What a camera tells its shell, in this order for each capture.
public enum SensorSignal: Sendable {
    /// A capture was taken now; its picture follows.
    case exposed(CaptureID)
    /// The picture of a capture is there.
    case picture(CaptureID, CameraFrame)
    /// The picture of a capture will not come.
    case failed(CaptureID)
}
