import Foundation

/// A NumPy array file (NEP 1), of which rows are read one by one.
struct NumpyArray {
    /// The element types that recordings use.
    enum Element: String {
        case uint8 = "|u1"
        case float32 = "<f4"

        var byteCount: Int {
            switch self {
            case .uint8: 1
            case .float32: 4
            }
        }
    }
    /// How many rows there are.
    let count: Int
    private let file: RandomAccessFile
    private let start: Int
    private let rowByteCount: Int

    /// Opens the file at `path`, whose rows are to have the shape `row` of `element`.
    init(path: String, element: Element, row: [Int]) throws(FrameFolderError) {
        file = try RandomAccessFile(path: path)
        let (header, start) = try NumpyArray.header(of: file)
        self.start = start
        guard header.contains("'descr': '\(element.rawValue)'"),
            header.contains("'fortran_order': False")
        else {
            throw .malformed(
                path: path, reason: "it is to be a C-ordered array of \(element.rawValue)")
        }
        let shape = NumpyArray.shape(in: header)
        guard shape.count == row.count + 1, Array(shape.dropFirst()) == row else {
            throw .malformed(
                path: path,
                reason: "its rows have the shape \(shape.dropFirst()), the bundle needs "
                    + "\(row)")
        }
        count = shape[0]
        var byteCount = element.byteCount
        for extent in row { byteCount *= extent }
        rowByteCount = byteCount
        guard byteCount > 0, (file.byteCount - start) / byteCount >= count else {
            throw .malformed(path: path, reason: "it ends before its \(count) rows do")
        }
    }

    /// The bytes of a row, which is in range.
    func bytes(row: Int) throws(FrameFolderError) -> [UInt8] {
        try file.read(rowByteCount, at: start + row * rowByteCount)
    }
    /// The numbers of a row of float32.
    func floats(row: Int) throws(FrameFolderError) -> [Float] {
        let bytes = try bytes(row: row)
        return stride(from: 0, to: bytes.count, by: 4).map { place in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * $1) }
            return Float(bitPattern: bits)
        }
    }

    private static func header(
        of file: RandomAccessFile
    ) throws(FrameFolderError) -> (text: String, start: Int) {
        let head = try file.read(10, at: 0)
        guard head.prefix(6) == [0x93] + "NUMPY".utf8, head[6] == 1 || head[6] == 2 else {
            throw .malformed(path: file.path, reason: "it is no NumPy array")
        }
        // Version 2 has two bytes more of length, which no header of ours needs.
        let start = head[6] == 1 ? 10 : 12
        let length = Int(head[8]) + Int(head[9]) << 8
        let text = try file.read(length, at: start)
        return (String(decoding: text, as: UTF8.self), start + length)
    }
    private static func shape(in header: String) -> [Int] {
        guard let name = header.range(of: "'shape': (")?.upperBound,
            let end = header[name...].firstIndex(of: ")")
        else { return [] }
        return header[name..<end].split(separator: ",").compactMap { piece in
            Int(piece.filter { $0 != " " })
        }
    }
}
