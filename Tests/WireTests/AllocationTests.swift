import CAllocations
import Testing

@testable import Wire

/// What goes with every capture and every heartbeat allocates nothing, once its buffer was used.
/// `make allocations` runs this as the programs are built; other builds get the bounds beside it.
@Suite struct AllocationTests {
    @Test(arguments: [
        "outcome", "heartbeat", "heartbeat-first", "pace", "reference-held", "reference-missing",
        "failsafe-report", "drain",
    ])
    func `a steady message is written and read without allocating`(name: String) throws {
        #expect(try Self.allocations(name) == 0)
    }
    /// Optimised; else its lists are read by code that puts their iterators on the heap.
    @Test(arguments: ["latent", "traced-latent", "plan"])
    func `a steady message with a list allocates nothing either`(name: String) throws {
        #expect(try Self.allocations(name) <= (Self.isOptimised ? 0 : 40))
    }
    /// Members are one array that grows by doubling, seven times up to the most, and the links of
    /// each another.
    @Test(arguments: ["batch", "batch-largest", "batch-of-chains", "batch-result"])
    func `a batch allocates an array, and one for each chain`(name: String) throws {
        #expect(try Self.allocations(name) <= (Self.isOptimised ? 8 : 4_000))
    }
    @Test func `an allocation is counted`() {
        let before = tombolo_allocations()
        let array = [Int](repeating: Int(before), count: 100)
        #expect(array.count == 100 && tombolo_allocations() > before)
    }

    private static var isOptimised: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }
    /// Allocations of writing and reading the sample of this name once, after a first time.
    private static func allocations(_ name: String) throws -> Int {
        let sample = try #require(Samples.all.first { $0.name == name })
        let envelope = sample.envelope
        let byteCount = envelope.message.payloadByteCount
        var buffer: [UInt8] = []
        var read = 0
        func code() throws(DecodeError) {
            FrameEncoder.encode(envelope, payloadByteCount: byteCount, into: &buffer)
            read += try FrameDecoder.decode(buffer.span).payloadByteCount
        }
        for _ in 0..<3 { try code() }
        let before = tombolo_allocations()
        for _ in 0..<10 { try code() }
        let allocations = Int(tombolo_allocations() - before)
        #expect(read == 13 * byteCount)
        return (allocations + 9) / 10
    }
}
