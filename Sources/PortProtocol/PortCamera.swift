/// The pictures a machine's camera takes: uint8, row-major, channels innermost.
public struct PortCamera: Hashable, Sendable {
    /// Columns, 1 to 8,192.
    public var width: UInt16
    /// Rows, 1 to 8,192.
    public var height: UInt16
    /// 1 to 4; 3 for RGB.
    public var channels: UInt8
    /// Pictures a second, 1 to 1,000.
    public var rateHertz: UInt16
    /// Whether it takes its pictures when told to by `pace`.
    public var isTriggered: Bool

    /// A camera from its parts.
    public init(
        width: UInt16, height: UInt16, channels: UInt8, rateHertz: UInt16, isTriggered: Bool
    ) {
        self.width = width
        self.height = height
        self.channels = channels
        self.rateHertz = rateHertz
        self.isTriggered = isTriggered
    }

    /// Bytes of one picture.
    public var pictureByteCount: Int { Int(width) * Int(height) * Int(channels) }

    var isLegal: Bool {
        (1...Limits.cameraExtent).contains(Int(width))
            && (1...Limits.cameraExtent).contains(Int(height))
            && (1...Limits.cameraChannels).contains(Int(channels))
            && pictureByteCount <= Limits.pictureByteCount
    }
}

extension PortCamera: CustomStringConvertible {
    /// As people write it.
    public var description: String { "\(width)x\(height)x\(channels) at \(rateHertz) Hz" }
}
