import CLZ4

/// LZ4's frame format, which MCAP calls "lz4".
enum LZ4Frame {
    /// `bytes` compressed; nil if the library fails, which leaves them as they are.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        let bound = LZ4F_compressFrameBound(bytes.count, nil)
        let compressed = unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            let written = unsafe bytes.withUnsafeBytes { source in
                unsafe LZ4F_compressFrame(
                    target.baseAddress, bound, source.baseAddress, source.count, nil)
            }
            count = LZ4F_isError(written) == 0 ? written : 0
        }
        return compressed.isEmpty ? nil : compressed
    }

    /// The one frame in `bytes`, which holds exactly `count` bytes; nil if it does not, or if
    /// anything follows it.
    static func decompress(_ bytes: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
        var context: OpaquePointer?
        let status = unsafe LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))
        guard LZ4F_isError(status) == 0, let context = unsafe context else { return nil }
        defer { _ = unsafe LZ4F_freeDecompressionContext(context) }
        var isWhole = false
        let unpacked = unsafe [UInt8](unsafeUninitializedCapacity: max(count, 1)) {
            target, filled in
            unsafe bytes.withUnsafeBytes { source in
                unsafe isWhole = decompress(source, into: target, count: count, context)
            }
            filled = isWhole ? count : 0
        }
        return isWhole ? unpacked : nil
    }
    /// True if the whole of `source` is one frame of exactly `count` bytes.
    private static func decompress(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<UInt8>,
        count: Int, _ context: OpaquePointer
    ) -> Bool {
        guard let input = source.baseAddress, let output = target.baseAddress else { return false }
        var (read, written) = (0, 0)
        // Each turn takes at least a byte, or the frame is at its end.
        while true {
            var (inputCount, outputCount) = (source.count - read, count - written)
            let hint = unsafe LZ4F_decompress(
                context, output + written, &outputCount, input + read, &inputCount, nil)
            guard LZ4F_isError(hint) == 0 else { return false }
            read += inputCount
            written += outputCount
            if hint == 0 { return read == source.count && written == count }
            guard inputCount > 0 || outputCount > 0 else { return false }
        }
    }
}
