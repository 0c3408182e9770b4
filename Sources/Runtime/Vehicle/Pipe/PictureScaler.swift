/// Scales RGB pictures by averaging the area that each new pixel covers, exactly, in whole numbers.
struct PictureScaler {
    /// What one new pixel covers of a line of old ones: the first, and each one's share.
    private struct Cover {
        var first: Int
        var shares: [UInt32]
    }
    private let size: (width: Int, height: Int)
    private let columns: [Cover]
    private let rows: [Cover]

    /// From `width` by `height` to `newWidth` by `newHeight`.
    init(width: Int, height: Int, newWidth: Int, newHeight: Int) {
        size = (width, height)
        columns = PictureScaler.covers(from: width, to: newWidth)
        rows = PictureScaler.covers(from: height, to: newHeight)
    }

    /// The scaled picture.
    func scaled(_ pixels: [UInt8]) -> [UInt8] {
        if columns.count == size.width, rows.count == size.height { return pixels }
        let total = UInt64(size.width) * UInt64(size.height)
        var result: [UInt8] = []
        result.reserveCapacity(3 * columns.count * rows.count)
        var sums = [UInt64](repeating: 0, count: 3 * columns.count)
        for row in rows {
            for place in sums.indices { sums[place] = 0 }
            for (offset, share) in row.shares.enumerated() {
                add(line: row.first + offset, of: pixels, share: UInt64(share), to: &sums)
            }
            for sum in sums { result.append(UInt8(truncatingIfNeeded: (sum + total / 2) / total)) }
        }
        return result
    }
    private func add(line: Int, of pixels: [UInt8], share: UInt64, to sums: inout [UInt64]) {
        let start = 3 * line * size.width
        for (column, cover) in columns.enumerated() {
            var place = start + 3 * cover.first
            for part in cover.shares {
                let weight = share * UInt64(part)
                sums[3 * column] += weight * UInt64(pixels[place])
                sums[3 * column + 1] += weight * UInt64(pixels[place + 1])
                sums[3 * column + 2] += weight * UInt64(pixels[place + 2])
                place += 3
            }
        }
    }
    /// In units of which an old pixel has `new` and a new one `old`: all borders are whole.
    private static func covers(from old: Int, to new: Int) -> [Cover] {
        (0..<new).map { index in
            let (begin, end) = (index * old, (index + 1) * old)
            let first = begin / new
            let last = (end - 1) / new
            let shares = (first...last).map { pixel in
                UInt32(min(end, (pixel + 1) * new) - max(begin, pixel * new))
            }
            return Cover(first: first, shares: shares)
        }
    }
}
