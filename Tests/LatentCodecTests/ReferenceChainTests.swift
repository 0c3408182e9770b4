import Testing

@testable import LatentCodec

@Suite struct ReferenceChainTests {
    @Test func `the first latents are keyframes until one is held`() {
        var chain = ReferenceChain()
        #expect(chain.next == .keyframe)
        chain.sent(1, as: .keyframe)
        #expect(chain.next == .keyframe)
        chain.sent(2, as: .keyframe)
        chain.held(1)
        #expect(chain.next == .predicted(reference: 1))
        chain.held(2)
        #expect(chain.next == .predicted(reference: 2))
    }
    @Test func `late and repeated answers change nothing`() {
        var chain = held([1, 2, 3])
        let before = chain
        for sequence: UInt64 in [1, 2, 3, 3, 99] { chain.held(sequence) }
        chain.rejected(3)
        chain.rejected(2)
        #expect(chain == before)
        #expect(chain.next == .predicted(reference: 3))
    }
    @Test func `a rejected latent is never predicted from`() {
        var chain = held([1])
        chain.sent(2, as: chain.next)
        chain.rejected(2)
        chain.held(2)
        #expect(chain.next == .predicted(reference: 1))
    }
    @Test func `a chain has eight links, then comes a keyframe`() {
        var chain = held([1])
        for sequence in UInt64(2)..<10 {
            #expect(chain.next == .predicted(reference: sequence - 1))
            chain.sent(sequence, as: chain.next)
            chain.held(sequence)
        }
        #expect(Limits.chainDepth == 8)
        #expect(chain.next == .keyframe)
        chain.sent(10, as: .keyframe)
        #expect(chain.next == .keyframe)
        chain.held(10)
        #expect(chain.next == .predicted(reference: 10))
    }
    @Test func `after a request the next latent is a keyframe, and one is enough`() {
        var chain = held([1])
        chain.sent(2, as: chain.next)
        chain.sent(3, as: chain.next)
        chain.keyframeRequested(by: 2)
        #expect(chain.next == .keyframe)
        chain.sent(4, as: .keyframe)
        // The second request was earned before the keyframe: it does not cost another round trip.
        chain.keyframeRequested(by: 3)
        chain.held(4)
        #expect(chain.next == .predicted(reference: 4))
    }
    @Test func `unanswered latents are forgotten, the reference is not`() {
        var chain = held([1])
        for sequence in UInt64(2)..<100 { chain.sent(sequence, as: chain.next) }
        #expect(chain.links.count == Limits.outstandingLatents)
        #expect(chain.next == .predicted(reference: 1))
        #expect(chain.keeps(1) && chain.keeps(99) && !chain.keeps(2))
        chain.held(2)
        #expect(chain.next == .predicted(reference: 1))
        chain.held(99)
        #expect(chain.next == .predicted(reference: 99))
    }

    /// A chain whose latents were keyframes and are held.
    private func held(_ sequences: [UInt64]) -> ReferenceChain {
        var chain = ReferenceChain()
        for sequence in sequences { chain.sent(sequence, as: .keyframe) }
        for sequence in sequences { chain.held(sequence) }
        return chain
    }
}
