/// A picture as the bytes of a PNG file (ISO/IEC 15948), without compression: for looking at, and
/// for pages that open without a network.
public struct PNGImage: Sendable {
    /// The whole file.
    public let bytes: [UInt8]

    /// Encodes `pixels`, `[height, width, 3]` UInt8 row-major; nil if their count is another.
    public init?(pixels: [UInt8], width: Int, height: Int) {
        guard width > 0, height > 0, pixels.count == width * height * 3 else { return nil }
        var rows: [UInt8] = []
        rows.reserveCapacity(pixels.count + height)
        for row in 0..<height {
            rows.append(0)  // no filter
            rows += pixels[(row * width * 3)..<((row + 1) * width * 3)]
        }
        var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
        let size = PNGImage.big(UInt32(width)) + PNGImage.big(UInt32(height))
        PNGImage.append("IHDR", size + [8, 2, 0, 0, 0], to: &file)
        PNGImage.append("IDAT", PNGImage.stored(rows), to: &file)
        PNGImage.append("IEND", [], to: &file)
        bytes = file
    }

    /// A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let count = min(65_535, bytes.count - start)
            let isLast = start + count == bytes.count
            let length = UInt16(count)
            stream += [isLast ? 1 : 0, UInt8(length & 0xff), UInt8(length >> 8)]
            stream += [UInt8(~length & 0xff), UInt8(~length >> 8)]
            stream += bytes[start..<(start + count)]
            start += count
        } while start < bytes.count
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return stream + big(high << 16 | low)
    }
    private static func append(_ kind: StaticString, _ body: [UInt8], to file: inout [UInt8]) {
        let tagged = Array(kind.description.utf8) + body
        file += big(UInt32(body.count)) + tagged
        var check: UInt32 = 0xffff_ffff
        for byte in tagged {
            check ^= UInt32(byte)
            for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xedb8_8320 : check >> 1 }
        }
        file += big(~check)
    }
    private static func big(_ word: UInt32) -> [UInt8] {
        [UInt8(word >> 24), UInt8(word >> 16 & 0xff), UInt8(word >> 8 & 0xff), UInt8(word & 0xff)]
    }
}
