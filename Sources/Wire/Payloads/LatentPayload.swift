/// The payload part of a latent: the state vector, then the compressed latents.
///
/// The compressed bytes stay where they are; `latent(_:)` says where, for the codec to borrow.
public struct LatentPayload: Hashable, Sendable {
    /// The state vector, in the bundle's order and units.
    public let state: [Float]
    /// Where in the part the leading compressed latent lies; never empty.
    public let latent: Range<Int>
    /// Where those of the other sensors lie, in their order.
    public let others: [Range<Int>]

    /// Reads the part behind a latent: its size, its checksum, and that the state is finite.
    public init(decoding bytes: Span<UInt8>, header: LatentHeader) throws(PayloadError) {
        try self.init(
            decoding: bytes, stateByteCount: Int(header.stateByteCount),
            latents: header.latents, checksum: header.payloadChecksum)
    }
    /// Reads the part of a batch's member: its size, its checksum, and that the state is finite.
    public init(decoding bytes: Span<UInt8>, member: BatchMember) throws(PayloadError) {
        try self.init(
            decoding: bytes, stateByteCount: Int(member.stateByteCount),
            latents: member.latents, checksum: member.payloadChecksum)
    }
    /// Reads the part of a link: its size, its checksum, and that the state is finite.
    public init(decoding bytes: Span<UInt8>, link: ChainLink) throws(PayloadError) {
        try self.init(
            decoding: bytes, stateByteCount: Int(link.stateByteCount), latents: link.latents,
            checksum: link.payloadChecksum)
    }

    private init(
        decoding bytes: Span<UInt8>, stateByteCount: Int, latents: OneOrMore<SensorLatent>,
        checksum: UInt32
    ) throws(PayloadError) {
        let byteCount = latents.reduce(stateByteCount) { $0 + Int($1.latentByteCount) }
        guard bytes.count == byteCount else {
            throw .wrongByteCount(expected: byteCount, found: bytes.count)
        }
        let found = CRC32C.checksum(bytes)
        guard found == checksum else { throw .wrongChecksum(expected: checksum, found: found) }
        state = try FloatCoding.read(0..<stateByteCount / 4, of: bytes)
        var end = stateByteCount + Int(latents.leading.latentByteCount)
        latent = stateByteCount..<end
        others = latents.others.map { other in
            defer { end += Int(other.latentByteCount) }
            return end..<end + Int(other.latentByteCount)
        }
    }

    /// What a latent header and a batch's member say alike of their payload.
    static func check(
        _ latents: OneOrMore<SensorLatent>, stateByteCount: UInt16
    ) throws(DecodeError) {
        // Whole numbers of four bytes: an odd count is as wrong as one too large.
        let whole = Int(stateByteCount) / 4 * 4
        try WireField.stateByteCount.check(
            stateByteCount, in: 0...min(whole, Limits.stateByteCount))
        try WireField.latentCount.check(latents.count, in: 1...Limits.sensorCount)
        // What is left for each, so that all of them together keep within the limits.
        var elements = Limits.elementCount
        var bytes = Limits.latentPayloadByteCount - Int(stateByteCount)
        var lowestSensor = 0
        for latent in latents {
            guard Int(latent.sensor) >= lowestSensor else {
                throw .outOfRange(
                    .sensor, value: UInt64(latent.sensor), lowest: UInt64(lowestSensor),
                    highest: UInt64(UInt8.max))
            }
            lowestSensor = Int(latent.sensor) + 1
            try WireField.codec.check(latent.codec, in: 1...Int(UInt8.max))
            try WireField.multiplier.check(latent.multiplier, in: 1...Int(UInt16.max))
            try spend(latent.elementCount, .elementCount, from: &elements)
            try spend(latent.latentByteCount, .latentByteCount, from: &bytes)
        }
    }
    /// Takes `count`, at least one, out of the `room` that is left.
    private static func spend(
        _ count: UInt32, _ field: WireField, from room: inout Int
    ) throws(DecodeError) {
        guard count > 0, Int(count) <= room else {
            throw .outOfRange(
                field, value: UInt64(count), lowest: 1, highest: UInt64(clamping: room))
        }
        room -= Int(count)
    }
}
