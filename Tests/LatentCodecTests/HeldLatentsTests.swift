import Randomness
import Testing

@testable import LatentCodec

@Suite struct HeldLatentsTests {
    /// Holds latents whose payload is their number times ten.
    private struct Stream {
        var held = HeldLatents<UInt64>(weightLimit: 1_000)
        var released: [UInt64] = []

        mutating func insert(
            _ sequence: UInt64, from reference: UInt64? = nil, mayBeReference: Bool = true,
            weight: Int = 1
        ) -> HeldLatents<UInt64>.Arrival {
            held.insert(
                sequence, reference: reference, payload: sequence * 10, weight: weight,
                mayBeReference: mayBeReference, released: &released)
        }
        /// Arrives and ends at once.
        mutating func pass(_ sequence: UInt64, from reference: UInt64? = nil) {
            #expect(insert(sequence, from: reference) == .held)
            held.end(sequence, released: &released)
        }
        func chain(_ sequence: UInt64) -> [UInt64] {
            var chain: [UInt64] = []
            held.chain(below: sequence, appendingTo: &chain)
            return chain
        }
    }

    @Test func `a chain goes from its keyframe to the reference`() {
        var stream = Stream()
        stream.pass(1)
        // Two latents were predicted from the keyframe before either was answered.
        stream.pass(2, from: 1)
        stream.pass(3, from: 1)
        #expect(stream.released.isEmpty)
        #expect(stream.insert(4, from: 3) == .held)
        #expect(stream.chain(4) == [10, 30])
        #expect(stream.chain(1).isEmpty)
        // The device predicts from 3: latent 2 is of no use any more.
        #expect(stream.released == [20])
        #expect(stream.held.count == 3)
    }
    @Test func `what an open latent needs stays, whatever is named since`() {
        var stream = Stream()
        stream.pass(1)
        #expect(stream.insert(2, from: 1) == .held)
        stream.pass(3)
        stream.pass(4, from: 3)
        #expect(stream.chain(2) == [10])
        #expect(stream.released.isEmpty)
        // Latent 3 was named, so that neither 1 nor 2 is a reference once 2 has ended.
        stream.held.end(2, released: &stream.released)
        #expect(stream.released == [10, 20])
        #expect(stream.chain(4) == [30])
    }
    @Test func `an unknown reference is named, and holds nothing`() {
        var stream = Stream()
        #expect(stream.insert(7, from: 6) == .unknownReference)
        #expect(stream.held.count == 0 && stream.released.isEmpty)
        #expect(stream.insert(8) == .held)
    }
    @Test func `a chain does not grow beyond its depth`() {
        var stream = Stream()
        stream.pass(1)
        for sequence in 2...UInt64(Limits.chainDepth) + 1 {
            #expect(stream.held.isReference(sequence - 1))
            stream.pass(sequence, from: sequence - 1)
        }
        #expect(stream.insert(20) == .held)
        // It has eight links below it: nothing may be predicted from it.
        #expect(!stream.held.isReference(9))
        #expect(stream.insert(21, from: 9) == .unknownReference)
        #expect(Set(stream.released).count == stream.released.count)
    }
    @Test func `a chain does not outweigh its limit`() {
        var stream = Stream()
        #expect(stream.insert(1, weight: 600) == .held)
        #expect(stream.insert(2, from: 1, weight: 400) == .held)
        #expect(stream.held.isReference(2))
        #expect(stream.insert(3, from: 1, weight: 401) == .held)
        #expect(!stream.held.isReference(3))
        #expect(stream.chain(3) == [10])
    }
    @Test func `without room a latent is held until its end and is no reference`() {
        var stream = Stream()
        stream.pass(1)
        #expect(stream.insert(2, from: 1, mayBeReference: false) == .held)
        #expect(!stream.held.isReference(2) && stream.chain(2) == [10])
        stream.held.end(2, released: &stream.released)
        #expect(stream.released == [20])
        #expect(stream.held.isReference(1))
    }
    @Test func `a damaged chain is forgotten, and what came after it is not`() {
        var stream = Stream()
        stream.pass(1)
        stream.pass(2, from: 1)
        #expect(stream.insert(3, from: 2) == .held)
        stream.pass(4)
        stream.held.forget(upTo: 3, released: &stream.released)
        // Latent 3 is still open, so that its chain stays for another worker.
        #expect(stream.chain(3) == [10, 20] && stream.released.isEmpty)
        stream.held.end(3, released: &stream.released)
        #expect(stream.released == [10, 20, 30])
        #expect(!stream.held.isReference(3) && stream.held.isReference(4))
        #expect(stream.insert(5, from: 2) == .unknownReference)
        stream.held.forget(4, released: &stream.released)
        #expect(stream.released == [10, 20, 30, 40] && stream.held.count == 0)
    }
    @Test func `a cycle or a sequence that comes back is refused`() {
        var stream = Stream()
        #expect(stream.insert(5) == .held)
        #expect(stream.insert(6, from: 6) == .unknownReference)
        #expect(stream.insert(5, from: 5) == .outOfOrder)
        #expect(stream.insert(4) == .outOfOrder)
    }
    @Test func `a device that names no reference fills no memory`() {
        var stream = Stream()
        for sequence in 1...500 as ClosedRange<UInt64> {
            stream.pass(sequence)
            #expect(stream.held.count <= Limits.heldLatents)
        }
        #expect(stream.released.count + stream.held.count == 500)
        // The same with a reference that never moves on.
        for sequence in 501...900 as ClosedRange<UInt64> {
            #expect(stream.insert(sequence, from: 500) == .held || sequence > 501)
            stream.held.end(sequence, released: &stream.released)
            #expect(stream.held.count <= Limits.heldLatents)
        }
        #expect(Set(stream.released).count == stream.released.count)
        stream.held.removeAll(released: &stream.released)
        #expect(stream.held.count == 0)
        #expect(Set(stream.released).count == stream.released.count)
    }
    @Test(arguments: UInt64(1)...20)
    func `each payload is released once, and none that an open latent needs`(
        number: UInt64
    ) {
        var random = Seed(number).stream("held latents")
        var stream = Stream()
        var open: [(sequence: UInt64, chain: [UInt64])] = []
        var (taken, references): (Int, [UInt64: [UInt64]]) = (0, [:])
        for sequence in 1...400 as ClosedRange<UInt64> {
            let known = references.keys.filter { stream.held.isReference($0) }.sorted()
            let reference = random.chance(0.7) ? known.suffix(3).first : nil
            let below = reference.map { (references[$0] ?? []) + [$0 * 10] } ?? []
            if stream.insert(sequence, from: reference, mayBeReference: random.chance(0.9))
                == .held
            {
                taken += 1
                #expect(stream.chain(sequence) == below)
                references[sequence] = below
                open.append((sequence, below))
            }
            while open.count > 4 || (!open.isEmpty && random.chance(0.4)) {
                let ended = open.remove(at: random.integer(in: 0..<open.count))
                #expect(stream.chain(ended.sequence) == ended.chain, "seed \(number)")
                stream.held.end(ended.sequence, released: &stream.released)
            }
            for waiting in open { #expect(stream.chain(waiting.sequence) == waiting.chain) }
            #expect(stream.held.count + stream.released.count == taken)
        }
        #expect(Set(stream.released).count == stream.released.count)
        #expect(taken > 300, "seed \(number): \(taken)")
    }
}
