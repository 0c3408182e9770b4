import CLZ4

/// What one would do without a codec of one's own: LZ4 over the int8 planes of a latent.
final class PlainLZ4 {
    private var block: [UInt8]
    private var planes: [UInt8]

    init(byteCount: Int) {
        let bound = LZ4_compressBound(Int32(byteCount))
        block = [UInt8](repeating: 0, count: Int(bound))
        planes = [UInt8](repeating: 0, count: byteCount)
    }

    /// Compresses planes and returns the size of the block, which is kept.
    @discardableResult
    func compress(_ planes: [UInt8]) -> Int {
        let count = unsafe planes.withUnsafeBytes { source in
            unsafe block.withUnsafeMutableBytes { destination in
                unsafe LZ4_compress_default(
                    source.baseAddress, destination.baseAddress, Int32(source.count),
                    Int32(destination.count))
            }
        }
        return Int(count)
    }
    /// Unpacks a block that `compress` made.
    func decompress(_ block: [UInt8]) throws {
        let count = unsafe block.withUnsafeBytes { source in
            unsafe planes.withUnsafeMutableBytes { destination in
                unsafe LZ4_decompress_safe(
                    source.baseAddress, destination.baseAddress, Int32(source.count),
                    Int32(destination.count))
            }
        }
        guard count == planes.count else {
            throw BenchError.unexpected("LZ4 gave \(count) bytes of \(planes.count)")
        }
    }
    /// The block of planes as a value of its own.
    func block(of planes: [UInt8]) -> [UInt8] { Array(block[..<compress(planes)]) }
}
