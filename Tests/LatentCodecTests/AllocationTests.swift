import CAllocations
import Randomness
import Tensors
import Testing

@testable import LatentCodec

/// Coding a latent allocates nothing, once the scratch space has its size. `make allocations` runs
/// this as the programs are built.
@Suite struct AllocationTests {
    private let quantisation = steps(Array(repeating: 1, count: 16))

    @Test(arguments: [Effort.fast, .small], [false, true])
    func `a latent is written and read without allocating`(
        effort: Effort, isPredicted: Bool
    ) throws {
        var random = Seed(17).stream("allocations")
        let latents = (0..<6).map { index in
            SyntheticLatents(bitsPerElement: 1.5 + 0.3 * Double(index), spread: 1, &random)
                .latent(&random)
        }
        var encoder = try LatentEncoder(
            quantisation: quantisation, elementsPerChannel: 72, effort: effort)
        var decoder = try LatentDecoder(quantisation: quantisation, elementsPerChannel: 72)
        let reference = try decode(
            encode(latents[0], quantisation, 72, 256, effort), quantisation, 72, 256)
        // Whatever the reference is worth: each latent is told to lie near it.
        let nearby = latents.map { zip($0, reference).map { 0.2 * $0 + $1 } }
        var slot = reference
        var bytes: [UInt8] = []
        var predicted = 0
        func code(_ latent: [Float]) throws(LatentCodecError) {
            bytes.removeAll(keepingCapacity: true)
            guard isPredicted else {
                try encoder.encode(latent.span, multiplier: 256, appendingTo: &bytes)
                return try read()
            }
            let kept = try encoder.encode(
                latent.span, reference: reference.span, multiplier: 256, appendingTo: &bytes)
            predicted += kept ? 1 : 0
            for index in slot.indices { slot[index] = reference[index] }
            try read()
        }
        func read() throws(LatentCodecError) {
            var span = slot.mutableSpan
            try decoder.update(&span, by: bytes.span, codec: 1, multiplier: 256)
        }
        for latent in nearby { try code(latent) }
        let before = tombolo_allocations()
        for latent in nearby { try code(latent) }
        let allocations = Int(tombolo_allocations() - before)
        #if DEBUG
            // Unoptimised code puts iterators and closures on the heap.
            #expect(allocations <= latents.count * (effort == .fast ? 50 : 1_200))
        #else
            #expect(allocations == 0)
        #endif
        #expect(predicted == (isPredicted ? 12 : 0))
    }
}
