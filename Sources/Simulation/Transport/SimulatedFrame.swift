/// A message on its way, as bytes.
struct SimulatedFrame: Hashable {
    /// The control part.
    var control: [UInt8]
    /// The payload parts.
    var payloads: [[UInt8]]

    /// Bytes that it takes of a stream: each part behind its flags and its length, which take two
    /// bytes, or nine of a part beyond 255 (ZMTP 3.1, framing).
    var wireByteCount: Int {
        payloads.reduce(Self.wireByteCount(control.count)) {
            $0 + Self.wireByteCount($1.count)
        }
    }

    private static func wireByteCount(_ byteCount: Int) -> Int {
        byteCount + (byteCount > 255 ? 9 : 2)
    }
}
