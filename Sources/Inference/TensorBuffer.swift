public import Tensors

/// Memory for a batch of one tensor, owned by the caller and used in place by a backend.
///
/// Members lie one after the other, each row-major with the descriptor's shape (whose first
/// extent is 1, the batch place). The memory is zeroed at first, aligned to 64 bytes (one cache
/// line and the widest vector register), and lives as long as the buffer. One thread owns a
/// buffer at a time.
@safe public final class TensorBuffer {
    /// The tensor of one member.
    public let descriptor: TensorDescriptor
    /// The most members that fit.
    public let batchLimit: Int

    private let storage: UnsafeMutableRawBufferPointer

    /// A zeroed buffer for `batchLimit` members.
    ///
    /// Requires `batchLimit` in 1...`InferenceLimits.batch` and at most
    /// `InferenceLimits.bufferByteCount` bytes in all.
    public init(_ descriptor: TensorDescriptor, batchLimit: Int) {
        precondition((1...InferenceLimits.batch).contains(batchLimit), "batch limit out of range")
        let (byteCount, overflow) = descriptor.byteCount
            .multipliedReportingOverflow(by: batchLimit)
        precondition(!overflow && byteCount <= InferenceLimits.bufferByteCount, "buffer too large")
        self.descriptor = descriptor
        self.batchLimit = batchLimit
        unsafe storage = .allocate(byteCount: byteCount, alignment: 64)
        unsafe storage.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { unsafe storage.deallocate() }

    /// Elements of one member.
    public var memberElementCount: Int { descriptor.shape.elementCount }

    /// Copies `values` into the place of member `member`.
    ///
    /// Requires the descriptor's element type and exactly `memberElementCount` values.
    public func store<Element: TensorElement>(_ values: [Element], member: Int) {
        store(values.span, member: member)
    }

    /// Copies `values` into the place of member `member`.
    ///
    /// Requires the descriptor's element type and exactly `memberElementCount` values.
    public func store<Element: TensorElement>(_ values: Span<Element>, member: Int) {
        precondition(values.count == memberElementCount, "wrong number of elements")
        let place = unsafe elements(of: Element.self, member: member)
        unsafe values.withUnsafeBufferPointer { source in
            _ = unsafe place.update(fromContentsOf: source)
        }
    }

    /// A copy of the elements of member `member`.
    public func elements<Element: TensorElement>(
        copiedAs type: Element.Type, member: Int
    ) -> [Element] {
        unsafe Array(elements(of: type, member: member))
    }

    /// Lends the elements of member `member` to `body`.
    public func withElements<Element: TensorElement, Result, Failure: Error>(
        of type: Element.Type, member: Int, _ body: (Span<Element>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let place = unsafe UnsafeBufferPointer(elements(of: type, member: member))
        return try body(unsafe place.span)
    }

    /// Lends the elements of member `member` to `body` for writing in place.
    public func withMutableElements<Element: TensorElement, Result, Failure: Error>(
        of type: Element.Type, member: Int,
        _ body: (inout MutableSpan<Element>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let place = unsafe elements(of: type, member: member)
        var span = unsafe place.mutableSpan
        return try body(&span)
    }

    /// Address of the first member, for adapters that hand the memory to a C library.
    ///
    /// Valid while the buffer lives; the adapter keeps the buffer alive for as long as the library
    /// may touch it.
    @unsafe public var baseAddress: UnsafeMutableRawPointer {
        guard let address = unsafe storage.baseAddress else {
            preconditionFailure("a buffer has at least one byte")
        }
        return unsafe address
    }

    @unsafe private func elements<Element: TensorElement>(
        of type: Element.Type, member: Int
    ) -> UnsafeMutableBufferPointer<Element> {
        precondition(type.elementType == descriptor.elementType, "wrong element type")
        precondition((0..<batchLimit).contains(member), "member out of range")
        let start = unsafe baseAddress + member * descriptor.byteCount
        return unsafe UnsafeMutableBufferPointer(
            start: start.assumingMemoryBound(to: type), count: memberElementCount)
    }
}
