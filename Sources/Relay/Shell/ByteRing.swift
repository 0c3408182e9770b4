import Glibc

/// Bytes on their way, first in, first out: a ring that grows by doubling, and lets go of a large
/// one when it is empty.
struct ByteRing {
    private var storage: [UInt8] = []
    private var head = 0
    private(set) var count = 0

    private static let keptBytes = 64 << 10

    /// Adds bytes at the end.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let length = bytes.count
        guard length > 0 else { return }
        if count + length > storage.count { grow(toHold: count + length) }
        let tail = (head + count) & (storage.count - 1)
        let first = min(length, storage.count - tail)
        unsafe storage.withUnsafeMutableBytes { target in
            unsafe UnsafeMutableRawBufferPointer(rebasing: target[tail..<tail + first])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<first]))
            guard first < length else { return }
            unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[first...]))
        }
        count += length
    }
    /// Hands the first bytes, up to `limit` and as many as lie together, to `body`.
    func withFirst<Result>(_ limit: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let length = min(limit, count, storage.count - head)
        return unsafe storage.withUnsafeBytes { bytes in
            unsafe body(UnsafeRawBufferPointer(rebasing: bytes[head..<head + length]))
        }
    }
    /// Throws the first `length` bytes away, or all there are.
    mutating func drop(_ length: Int) {
        let length = min(length, count)
        count -= length
        if count > 0 {
            head = (head + length) & (storage.count - 1)
        } else {
            head = 0
            if storage.count > Self.keptBytes { storage = [] }
        }
    }

    private mutating func grow(toHold needed: Int) {
        // A power of two, so that places wrap by a mask.
        var size = max(storage.count, 4_096)
        while size < needed { size *= 2 }
        var larger = [UInt8](repeating: 0, count: size)
        let first = min(count, storage.count - head)
        larger.replaceSubrange(0..<first, with: storage[head..<head + first])
        larger.replaceSubrange(first..<count, with: storage[0..<count - first])
        storage = larger
        head = 0
    }
}
