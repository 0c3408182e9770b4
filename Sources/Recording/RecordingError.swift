/// Why a file is no sound recording, and at which byte that shows.
public enum RecordingError: Error, Hashable, Sendable {
    /// It cannot be read at all.
    case unreadable(offset: UInt64)
    /// It does not begin with MCAP's magic bytes and a header.
    case notMCAP
    /// It ends within its first record.
    case tooShort
    /// A record says it is larger than any that is read.
    case tooLarge(offset: UInt64, byteCount: UInt64)
    /// A record's fields do not fit into it, or say what cannot be.
    case malformed(offset: UInt64, record: String)
    /// A record stands where none of its kind may.
    case misplaced(offset: UInt64, record: String)
    /// A checksum is wrong: what it covers was changed.
    case wrongChecksum(offset: UInt64, record: String)
    /// A chunk is compressed in a way that is not read here.
    case unknownCompression(offset: UInt64, name: String)
    /// A chunk's compressed bytes are damaged.
    case undecodable(offset: UInt64)
    /// A message belongs to a channel, or a channel to a schema, that the file does not have.
    case unknownReference(offset: UInt64, number: UInt16)
    /// The summary counts other messages than there are.
    case wrongCount(offset: UInt64, summary: UInt64, found: UInt64)
}

extension RecordingError: CustomStringConvertible {
    /// What is wrong, and where.
    public var description: String {
        switch self {
        case .unreadable(let offset): "cannot be read at byte \(offset)"
        case .notMCAP: "is no MCAP file"
        case .tooShort: "ends within its first record"
        case .tooLarge(let offset, let byteCount):
            "byte \(offset): a record of \(byteCount) bytes, \(Limits.recordBytes) are the most"
        case .malformed(let offset, let record): "byte \(offset): the \(record) is damaged"
        case .misplaced(let offset, let record): "byte \(offset): a \(record) in the wrong place"
        case .wrongChecksum(let offset, let record):
            "byte \(offset): the checksum of the \(record) is wrong; the file was damaged"
        case .unknownCompression(let offset, let name):
            "byte \(offset): compressed by '\(name)', which is not read here; use lz4 or none"
        case .undecodable(let offset): "byte \(offset): the chunk cannot be unpacked"
        case .unknownReference(let offset, let number):
            "byte \(offset): there is no channel or schema \(number)"
        case .wrongCount(let offset, let summary, let found):
            "byte \(offset): the summary counts \(summary) messages, there are \(found)"
        }
    }
}
