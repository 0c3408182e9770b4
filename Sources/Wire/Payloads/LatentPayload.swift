/// The payload part of a latent: the state vector, then the compressed latent.
///
/// The compressed bytes stay where they are; `latent` says where, for the codec to borrow.
public struct LatentPayload: Hashable, Sendable {
    /// The state vector, in the bundle's order and units.
    public let state: [Float]
    /// Where in the part the compressed latent lies; never empty.
    public let latent: Range<Int>

    /// Reads the part behind a latent: its size, its checksum, and that the state is finite.
    public init(decoding bytes: Span<UInt8>, header: LatentHeader) throws(PayloadError) {
        try self.init(
            decoding: bytes, stateByteCount: Int(header.stateByteCount),
            latentByteCount: Int(header.latentByteCount), checksum: header.payloadChecksum)
    }
    /// Reads the part of a batch's member: its size, its checksum, and that the state is finite.
    public init(decoding bytes: Span<UInt8>, member: BatchMember) throws(PayloadError) {
        try self.init(
            decoding: bytes, stateByteCount: Int(member.stateByteCount),
            latentByteCount: Int(member.latentByteCount), checksum: member.payloadChecksum)
    }

    private init(
        decoding bytes: Span<UInt8>, stateByteCount: Int, latentByteCount: Int, checksum: UInt32
    ) throws(PayloadError) {
        guard bytes.count == stateByteCount + latentByteCount else {
            throw .wrongByteCount(
                expected: stateByteCount + latentByteCount, found: bytes.count)
        }
        let found = CRC32C.checksum(bytes)
        guard found == checksum else { throw .wrongChecksum(expected: checksum, found: found) }
        state = try FloatCoding.read(0..<stateByteCount / 4, of: bytes)
        latent = stateByteCount..<bytes.count
    }

    /// What a latent header and a batch's member say alike of their payload.
    static func check(
        codec: UInt8, multiplier: UInt16, elementCount: UInt32, stateByteCount: UInt16,
        latentByteCount: UInt32
    ) throws(DecodeError) {
        try WireField.codec.check(codec, in: 1...Int(UInt8.max))
        try WireField.multiplier.check(multiplier, in: 1...Int(UInt16.max))
        try WireField.elementCount.check(elementCount, in: 1...Limits.elementCount)
        // Whole numbers of four bytes: an odd count is as wrong as one too large.
        let whole = Int(stateByteCount) / 4 * 4
        try WireField.stateByteCount.check(
            stateByteCount, in: 0...min(whole, Limits.stateByteCount))
        try WireField.latentByteCount.check(
            latentByteCount, in: 1...Limits.latentPayloadByteCount - Int(stateByteCount))
    }
}
