/// A device's state vector as it is sent: float32, little-endian.
public enum StatePayload {
    /// The bytes of `state`.
    public static func encode(_ state: Span<Float>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * state.count)
        FloatCoding.append(state, to: &bytes)
        return bytes
    }
    /// The bytes of `state`.
    public static func encode(_ state: [Float]) -> [UInt8] { encode(state.span) }

    /// The numbers in `bytes`: `elementCount` of them, as the bundle says, all finite.
    public static func decode(
        _ bytes: Span<UInt8>, elementCount: Int
    ) throws(PayloadError) -> [Float] {
        guard bytes.count == 4 * elementCount else {
            throw .wrongByteCount(expected: 4 * elementCount, found: bytes.count)
        }
        return try FloatCoding.read(0..<elementCount, of: bytes)
    }
}
