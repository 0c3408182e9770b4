/// The kinds of records of MCAP that are written or read here (mcap.dev, "Records").
enum Opcode: UInt8 {
    case header = 0x01
    case footer = 0x02
    case schema = 0x03
    case channel = 0x04
    case message = 0x05
    case chunk = 0x06
    case messageIndex = 0x07
    case chunkIndex = 0x08
    case statistics = 0x0b
    case summaryOffset = 0x0e
    case dataEnd = 0x0f

    /// What a file begins and ends with.
    static let magic: [UInt8] = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a]
    /// Bytes of an opcode and the count behind it.
    static let prefixByteCount = 9
}
