import Testing

@testable import LatentCodec

@Suite struct HeldLatentsTests {
    @Test func `a chain goes from its keyframe to the latent`() {
        var held = HeldLatents<Int>()
        var released: [Int] = []
        #expect(held.insert(1, kind: .keyframe, payload: 10, released: &released) == .held)
        // Two latents were predicted from the keyframe before either was answered.
        for (sequence, reference) in [(UInt64(2), UInt64(1)), (3, 1), (4, 3)] {
            let arrival = held.insert(
                sequence, kind: .predicted(reference: reference), payload: Int(sequence) * 10,
                released: &released)
            #expect(arrival == .held)
        }
        #expect(chain(held, 4) == [10, 30, 40])
        #expect(chain(held, 1) == [10])
        // The device predicts from 3: latent 2 is of no use any more.
        #expect(released == [20])
        #expect(held.count == 3)
    }
    @Test func `an unknown reference is named, and holds nothing`() {
        var held = HeldLatents<Int>()
        var released: [Int] = []
        let arrival = held.insert(
            7, kind: .predicted(reference: 6), payload: 70, released: &released)
        #expect(arrival == .unknownReference)
        #expect(held.count == 0 && released.isEmpty)
        #expect(held.insert(8, kind: .keyframe, payload: 80, released: &released) == .held)
        #expect(chain(held, 8) == [80])
    }
    @Test func `a chain does not grow beyond its limit`() {
        var held = HeldLatents<UInt64>()
        var released: [UInt64] = []
        #expect(held.insert(0, kind: .keyframe, payload: 0, released: &released) == .held)
        for sequence in 1...UInt64(Limits.chainDepth) {
            let arrival = held.insert(
                sequence, kind: .predicted(reference: sequence - 1), payload: sequence,
                released: &released)
            #expect(arrival == .held)
        }
        #expect(chain(held, 8) == Array(0...8))
        let arrival = held.insert(
            9, kind: .predicted(reference: 8), payload: 9, released: &released)
        #expect(arrival == .chainTooLong)
        #expect(released.isEmpty)
    }
    @Test func `a cycle or a sequence that comes back is refused`() {
        var held = HeldLatents<Int>()
        var released: [Int] = []
        #expect(held.insert(5, kind: .keyframe, payload: 5, released: &released) == .held)
        #expect(
            held.insert(6, kind: .predicted(reference: 6), payload: 6, released: &released)
                == .unknownReference)
        #expect(
            held.insert(5, kind: .predicted(reference: 5), payload: 5, released: &released)
                == .outOfOrder)
        #expect(held.insert(4, kind: .keyframe, payload: 4, released: &released) == .outOfOrder)
    }
    @Test func `a device that ignores its answers fills no memory`() {
        var held = HeldLatents<Int>()
        var released: [Int] = []
        for sequence in 1...500 {
            #expect(
                held.insert(
                    UInt64(sequence), kind: .keyframe, payload: sequence, released: &released)
                    == .held)
            #expect(held.count <= Limits.heldLatents)
        }
        #expect(released.count + held.count == 500)
        #expect(chain(held, 500) == [500])
        // The same with a reference that never moves on.
        for sequence in 501...900 {
            let arrival = held.insert(
                UInt64(sequence), kind: .predicted(reference: 500), payload: sequence,
                released: &released)
            #expect(arrival == .held)
            #expect(held.count <= Limits.heldLatents)
            #expect(chain(held, UInt64(sequence)) == [500, sequence])
        }
        #expect(Set(released).count == released.count)
    }

    private func chain<Payload>(_ held: HeldLatents<Payload>, _ sequence: UInt64) -> [Payload] {
        var chain: [Payload] = []
        held.chain(to: sequence, appendingTo: &chain)
        return chain
    }
}
