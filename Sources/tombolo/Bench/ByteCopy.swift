import Glibc

/// The floor of everything that moves bytes: one memcpy of as many.
final class ByteCopy {
    private let source: [UInt8]
    private var destination: [UInt8]

    init(byteCount: Int) {
        source = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0) }
        destination = [UInt8](repeating: 0, count: byteCount)
    }

    /// Copies once.
    func run() {
        unsafe source.withUnsafeBytes { source in
            unsafe destination.withUnsafeMutableBytes { destination in
                guard let from = source.baseAddress, let to = destination.baseAddress else {
                    return
                }
                unsafe memcpy(to, from, source.count)
            }
        }
    }
}
