public import SansIO
public import Timekeeping

/// What a camera tells its shell, in this order for each capture.
public enum SensorSignal: Sendable {
    /// A capture was taken at this instant, of the process's one clock; its picture follows. A
    /// plan's age counts from here, so it is the exposure itself and not the news of it.
    case exposed(CaptureID, at: Instant)
    /// The picture of a capture is there.
    case picture(CaptureID, CameraFrame)
    /// The picture of a capture will not come.
    case failed(CaptureID)
}
