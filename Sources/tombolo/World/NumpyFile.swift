import Foundation

/// A NumPy array file (format 1.0) of a shape known beforehand, written in pieces by row.
struct NumpyFile {
    /// The element types that recordings use.
    enum ElementType: String {
        case uint8 = "|u1"
        case float32 = "<f4"
        case int32 = "<i4"
    }
    private let handle: FileHandle
    private let headerByteCount: Int

    /// Creates the file and writes its header.
    static func create(at url: URL, type: ElementType, shape: [Int]) throws {
        let extents = shape.map(String.init).joined(separator: ", ")
        var header =
            "{'descr': '\(type.rawValue)', 'fortran_order': False, 'shape': (\(extents)), }"
        // The header ends in a newline at a multiple of 64 bytes (NumPy NEP 1).
        let padding = 63 - (10 + header.utf8.count) % 64
        header += String(repeating: " ", count: padding) + "\n"
        let count = UInt16(header.utf8.count)
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        bytes += [UInt8(count & 0xff), UInt8(count >> 8)] + Array(header.utf8)
        try Data(bytes).write(to: url)
    }
    /// Opens a file made by `create` for writing rows.
    init(at url: URL) throws {
        let file = try FileHandle(forUpdating: url)
        let head = try file.read(upToCount: 10) ?? Data()
        guard head.count == 10 else { throw CocoaError(.fileReadCorruptFile) }
        headerByteCount = 10 + Int(head[8]) + Int(head[9]) << 8
        handle = file
    }
    /// Writes `bytes` from row `row` on; a row is `rowByteCount` bytes.
    func write(_ bytes: [UInt8], row: Int, rowByteCount: Int) throws {
        try handle.seek(toOffset: UInt64(headerByteCount + row * rowByteCount))
        try handle.write(contentsOf: Data(bytes))
    }
    /// Numbers as their bytes, least significant first.
    static func bytes(_ numbers: [Float]) -> [UInt8] {
        bytes(numbers.map { Int32(bitPattern: $0.bitPattern) })
    }
    /// Numbers as their bytes, least significant first.
    static func bytes(_ numbers: [Int32]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(numbers.count * 4)
        for number in numbers {
            for shift in [0, 8, 16, 24] {
                bytes.append(UInt8(truncatingIfNeeded: number >> Int32(shift)))
            }
        }
        return bytes
    }
}
