public import Timekeeping

/// What comes through a pipe of raw pictures, and what is made of it.
public struct RawCameraSetting: Hashable, Sendable {
    /// Columns and rows as they come.
    public var width: Int
    /// See above.
    public var height: Int
    /// How their bytes mean pixels.
    public var format: PixelFormat
    /// Pictures a second that come.
    public var rateHertz: Int
    /// From an exposure to the first byte in the pipe: camera, decoder and writer.
    public var delay: Interval
    /// Columns and rows that the bundle needs.
    public var newWidth: Int
    /// See above.
    public var newHeight: Int
    /// Between two captures of the bundle.
    public var capturePeriod: Interval

    /// A setting from its parts.
    public init(
        width: Int, height: Int, format: PixelFormat, rateHertz: Int, delay: Interval,
        newWidth: Int, newHeight: Int, capturePeriod: Interval
    ) {
        self.width = width
        self.height = height
        self.format = format
        self.rateHertz = rateHertz
        self.delay = delay
        self.newWidth = newWidth
        self.newHeight = newHeight
        self.capturePeriod = capturePeriod
    }

    /// Bytes of one picture in the pipe.
    public var byteCount: Int { format.byteCount(width: width, height: height) }
}
