import CLZ4

/// LZ4's block format: no frame, no checksum (the message has one), no size (the bundle bounds it).
enum BlockCompression {
    /// Replaces `destination` with the block of `source` if it takes at most `limit` bytes; whether
    /// it does.
    static func compress(
        _ source: [UInt8], into destination: inout [UInt8], limit: Int
    ) -> Bool {
        guard limit > 0, !source.isEmpty else { return false }
        destination.resize(to: limit)
        let count = unsafe source.withUnsafeBytes { source in
            unsafe destination.withUnsafeMutableBytes { destination in
                // Both sizes are below `Limits.elementCount` and a table, so that they fit an int.
                unsafe LZ4_compress_default(
                    source.baseAddress, destination.baseAddress, Int32(clamping: source.count),
                    Int32(clamping: destination.count))
            }
        }
        guard count > 0 else { return false }
        destination.resize(to: Int(count))
        return true
    }

    /// Replaces `destination` with what the block in `source` unpacks to: at most `limit` bytes.
    static func decompress(
        _ source: Span<UInt8>, into destination: inout [UInt8], limit: Int
    ) throws(LatentCodecError) {
        destination.resize(to: limit)
        let count = unsafe source.withUnsafeBytes { source in
            unsafe destination.withUnsafeMutableBytes { destination in
                // The safe variant: bounded by both sizes, whatever the block says.
                unsafe LZ4_decompress_safe(
                    source.baseAddress, destination.baseAddress, Int32(clamping: source.count),
                    Int32(clamping: destination.count))
            }
        }
        guard count >= 0 else { throw .damagedBlock }
        destination.resize(to: Int(count))
    }
}
