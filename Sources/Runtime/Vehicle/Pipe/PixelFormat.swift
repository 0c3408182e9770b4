/// How the bytes of a raw picture mean its pixels, by ffmpeg's names.
public enum PixelFormat: String, Hashable, Sendable, CaseIterable {
    /// Red, green, blue.
    case rgb24
    /// Blue, green, red: OpenCV's.
    case bgr24
    /// All luma, then a quarter of Cb, then of Cr.
    case yuv420p
    /// All luma, then a quarter of Cb and Cr by turns.
    case nv12

    /// Bytes of a picture of `width` by `height`.
    public func byteCount(width: Int, height: Int) -> Int {
        switch self {
        case .rgb24, .bgr24: 3 * width * height
        case .yuv420p, .nv12: width * height + 2 * ((width + 1) / 2) * ((height + 1) / 2)
        }
    }

    /// The RGB pixels of `bytes`, a picture of `width` by `height`.
    func pixels(_ bytes: [UInt8], width: Int, height: Int) -> [UInt8] {
        switch self {
        case .rgb24: return bytes
        case .bgr24:
            var pixels = bytes
            for place in stride(from: 0, to: pixels.count - 2, by: 3) {
                pixels.swapAt(place, place + 2)
            }
            return pixels
        case .yuv420p, .nv12: return fromLuma(bytes, width: width, height: height)
        }
    }
    /// BT.601 in the limited range, as cameras give it and ffmpeg assumes where nothing is said, in
    /// 1/256.
    private func fromLuma(_ bytes: [UInt8], width: Int, height: Int) -> [UInt8] {
        let columns = (width + 1) / 2
        let quarter = columns * ((height + 1) / 2)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(3 * width * height)
        for row in 0..<height {
            for column in 0..<width {
                let place = row / 2 * columns + column / 2
                let base = width * height
                let (blue, red) =
                    self == .nv12
                    ? (base + 2 * place, base + 2 * place + 1)
                    : (base + place, base + quarter + place)
                let luma = 298 * (Int(bytes[row * width + column]) - 16) + 128
                let (u, v) = (Int(bytes[blue]) - 128, Int(bytes[red]) - 128)
                for sum in [luma + 409 * v, luma - 100 * u - 208 * v, luma + 516 * u] {
                    pixels.append(UInt8(clamping: sum >> 8))
                }
            }
        }
        return pixels
    }
}
