/// A picture in Netpbm's binary format P6, which ffmpeg and most programs write.
enum PortablePixmap {
    /// The RGB bytes of the picture in `file`, which is to be `width` by `height`.
    static func pixels(
        of file: RandomAccessFile, width: Int, height: Int
    ) throws(FrameFolderError) -> [UInt8] {
        let head = try file.read(min(file.byteCount, Limits.pixmapHeaderBytes), at: 0)
        guard head.starts(with: "P6".utf8) else {
            throw .malformed(path: file.path, reason: "it is no binary PPM (P6)")
        }
        var place = 2
        var numbers: [Int] = []
        while numbers.count < 3 {
            guard let (number, next) = number(in: head, from: place) else {
                throw .malformed(path: file.path, reason: "its header is not legal")
            }
            numbers.append(number)
            place = next
        }
        guard numbers == [width, height, 255] else {
            throw .malformed(
                path: file.path,
                reason: "it is \(numbers[0])x\(numbers[1]) with \(numbers[2]) levels, the bundle "
                    + "needs \(width)x\(height) with 255; scale it (ffmpeg -s \(width)x\(height))")
        }
        // One white space ends the header.
        return try file.read(3 * width * height, at: place + 1)
    }
    /// The next number from `place` on, and where it ends; comments are skipped.
    private static func number(in bytes: [UInt8], from place: Int) -> (Int, Int)? {
        var place = place
        while place < bytes.count, bytes[place] <= 0x20 || bytes[place] == UInt8(ascii: "#") {
            if bytes[place] == UInt8(ascii: "#") {
                while place < bytes.count, bytes[place] != 0x0A { place += 1 }
            } else {
                place += 1
            }
        }
        let digits = bytes[min(place, bytes.count)...].prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        guard (1...5).contains(digits.count),
            let number = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        return (number, place + digits.count)
    }
}
