import Testing

@testable import LatentCodec

@Suite struct ReferenceChainTests {
    @Test func `the first latents are keyframes until one is held`() {
        var chain = ReferenceChain()
        #expect(chain.next == nil)
        chain.sent(1, of: 101, from: nil)
        #expect(chain.next == nil)
        chain.sent(2, of: 102, from: nil)
        chain.held(1)
        #expect(chain.next?.sequence == 1 && chain.next?.capture == 101)
        chain.held(2)
        #expect(chain.next?.sequence == 2 && chain.next?.capture == 102)
    }
    @Test func `late and repeated answers change nothing`() {
        var chain = held([1, 2, 3])
        let before = chain
        for sequence: UInt64 in [1, 2, 3, 3, 99] { chain.held(sequence) }
        chain.rejected(3)
        chain.rejected(2)
        #expect(chain == before)
        #expect(chain.next?.sequence == 3)
    }
    @Test func `a rejected latent is never predicted from`() {
        var chain = held([1])
        chain.sent(2, of: 102, from: 1)
        chain.rejected(2)
        chain.held(2)
        #expect(chain.next?.sequence == 1)
    }
    @Test func `a chain has eight links, then comes a keyframe`() {
        var chain = held([1])
        for sequence in UInt64(2)..<10 {
            #expect(chain.next?.sequence == sequence - 1)
            chain.sent(sequence, of: 100 + sequence, from: sequence - 1)
            chain.held(sequence)
        }
        #expect(Limits.chainDepth == 8)
        #expect(chain.next == nil)
        chain.sent(10, of: 110, from: nil)
        #expect(chain.next == nil)
        chain.held(10)
        #expect(chain.next?.sequence == 10)
    }
    @Test func `behind a full chain goes one keyframe, and the old reference serves meanwhile`() {
        var chain = held([1])
        for sequence in UInt64(2)..<9 {
            chain.sent(sequence, of: 100 + sequence, from: sequence - 1)
            chain.held(sequence)
        }
        chain.sent(9, of: 109, from: 8)
        // A coordinator holds no latent with eight links below it.
        #expect(chain.next == nil)
        chain.sent(10, of: 110, from: nil)
        #expect(chain.next?.sequence == 8)
        chain.sent(11, of: 111, from: 8)
        #expect(chain.next?.sequence == 8)
        // The keyframe is lost: another one goes out.
        chain.rejected(10)
        #expect(chain.next == nil)
        chain.sent(12, of: 112, from: nil)
        chain.held(12)
        #expect(chain.next?.sequence == 12)
    }
    @Test func `after a request the next latent is a keyframe, and one is enough`() {
        var chain = held([1])
        chain.sent(2, of: 102, from: 1)
        chain.sent(3, of: 103, from: 1)
        chain.keyframeRequested(by: 2)
        #expect(chain.next == nil)
        chain.sent(4, of: 104, from: nil)
        // The second request was earned before the keyframe: it does not cost another round trip.
        chain.keyframeRequested(by: 3)
        chain.held(4)
        #expect(chain.next?.sequence == 4)
    }
    @Test func `what lies too far back is no reference any more`() {
        var chain = held([1])
        for sequence in 2...UInt64(Limits.outstandingLatents) {
            chain.sent(sequence, of: 100 + sequence, from: 1)
            #expect(chain.next?.sequence == 1)
        }
        chain.sent(17, of: 117, from: 1)
        #expect(chain.next == nil)
        chain.held(17)
        #expect(chain.next?.sequence == 17)
    }
    @Test func `only the reference's number is known by its capture`() {
        var chain = held([1, 2])
        chain.sent(3, of: 103, from: 2)
        #expect(chain.sequence(of: 102) == 2)
        #expect(chain.sequence(of: 101) == nil && chain.sequence(of: 103) == nil)
        chain.keyframeRequested(by: 3)
        #expect(chain.sequence(of: 102) == nil)
    }

    /// A chain whose latents were keyframes and are held.
    private func held(_ sequences: [UInt64]) -> ReferenceChain {
        var chain = ReferenceChain()
        for sequence in sequences { chain.sent(sequence, of: 100 + sequence, from: nil) }
        for sequence in sequences { chain.held(sequence) }
        return chain
    }
}
