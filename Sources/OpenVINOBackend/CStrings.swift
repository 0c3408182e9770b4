/// Several NUL-terminated strings in one piece of memory, for C calls that take an array of them.
struct CStrings {
    private var bytes: [CChar] = []
    private var offsets: [Int] = []

    /// Copies `strings`; an embedded NUL would cut a string short, as it does everywhere in C.
    init(_ strings: [String]) {
        for string in strings {
            offsets.append(bytes.count)
            bytes.append(contentsOf: string.utf8CString)
        }
    }

    /// Lends the addresses of the strings, in order.
    func withPointers<Result>(_ body: ([UnsafePointer<CChar>]) -> Result) -> Result {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return unsafe body([]) }
            return unsafe body(offsets.map { unsafe start + $0 })
        }
    }
}
