import Randomness
import SansIO
import Testing
import Timekeeping
import Wire

@testable import EdgeCore

/// What a device predicts its latents from, and what it does when the cloud says otherwise.
@Suite struct ReferenceTests {
    private func bench(
        seed: UInt64, adjust: (inout EdgeConfiguration) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench(seed: Seed(seed), adjust: adjust)
        bench.reference = .held
        return bench
    }
    /// The latents sent, each with its sequence and what it was predicted from.
    private func latents(_ bench: Bench) -> [(sequence: UInt64, reference: UInt64)] {
        bench.sent.compactMap { envelope in
            guard case .latent(let header) = envelope.message else { return nil }
            return (envelope.sequence, header.latents.leading.reference)
        }
    }

    /// Runs until the next few latents are predicted, too.
    private func runIntoChain(_ bench: inout Bench) {
        bench.run(milliseconds: 1_000)
        for _ in 0..<9 where latents(bench).last?.reference != 0 { bench.run(milliseconds: 100) }
        bench.run(milliseconds: 200)
    }

    @Test func `latents are predicted from the newest that is held, nine to a keyframe`() {
        var bench = bench(seed: 1)
        bench.run(milliseconds: 2_500)
        let sent = latents(bench)
        #expect(sent.count > 20)
        #expect(sent.count { $0.reference == 0 } == (sent.count + 8) / 9)
        for (earlier, later) in zip(sent, sent.dropFirst()) {
            #expect(later.reference == 0 || later.reference == earlier.sequence)
        }
        #expect(bench.core.counts.encodedAgain == 0)
    }
    @Test func `while one is in flight at a time, the one before is the reference`() {
        var bench = bench(seed: 2)
        bench.answerTime = .milliseconds(150)
        bench.run(milliseconds: 2_500)
        let sent = latents(bench)
        let steps = zip(sent.indices, sent).compactMap { index, latent in
            sent.firstIndex { $0.sequence == latent.reference }.map { index - $0 }
        }
        // What is answered is the one before, however long its answer took.
        #expect(steps.allSatisfy { $0 == 1 } && steps.count > 5)
    }
    @Test func `a plan that comes after its budget leaves an older reference meanwhile`() {
        var bench = bench(seed: 8)
        bench.run(milliseconds: 1_500)
        let before = latents(bench).count
        // Beyond the budget of 400 ms the place in flight is free again: two more go out before the
        // answer of the first is there.
        bench.answerTime = .milliseconds(900)
        bench.run(milliseconds: 1_500)
        let sent = latents(bench)
        let steps = zip(sent.indices, sent).dropFirst(before).compactMap { index, latent in
            sent.firstIndex { $0.sequence == latent.reference }.map { index - $0 }
        }
        #expect(steps.contains { $0 > 1 }, "\(steps)")
    }
    @Test func `without acknowledgements, or told not to predict, all are keyframes`() {
        var silent = bench(seed: 3)
        silent.reference = nil
        var plain = bench(seed: 3) { $0.predicts = false }
        silent.run(milliseconds: 1_500)
        plain.run(milliseconds: 1_500)
        for bench in [silent, plain] {
            #expect(latents(bench).count > 10)
            #expect(latents(bench).allSatisfy { $0.reference == 0 })
        }
    }
    @Test func `a missing reference costs one latent, and the next is a keyframe`() throws {
        var bench = bench(seed: 4)
        runIntoChain(&bench)
        bench.cloudAnswers = false
        bench.run(milliseconds: 100)
        let lost = try #require(bench.sent.last { $0.message.kind == .latent })
        guard case .latent(let header) = lost.message else { return }
        #expect(header.latents.leading.reference != 0)
        bench.say(
            .outcome(
                Outcome(
                    captureStamp: header.captureStamp, latentSequence: lost.sequence,
                    fate: .rejected, cause: .missingReference, reference: .missing)))
        bench.cloudAnswers = true
        bench.run(milliseconds: 500)
        let after = latents(bench).filter { $0.sequence > lost.sequence }
        #expect(after.first?.reference == 0 && after.dropFirst().first?.reference != 0)
        #expect(bench.core.counts.keyframesAsked == 1)
        #expect(
            bench.core.fates.causes.contains { $0.name == "rejected:outcome:missingReference" })
    }
    @Test func `a coordinator may let a chain go, or hold a latent, unasked`() throws {
        var bench = bench(seed: 5)
        bench.run(milliseconds: 1_000)
        let last = try #require(latents(bench).last).sequence
        bench.say(.reference(Reference(latentSequence: last, stream: 0, status: .missing)))
        // Of another stream, which this device has not.
        bench.say(.reference(Reference(latentSequence: last, stream: 1, status: .missing)))
        bench.reference = nil
        bench.run(milliseconds: 300)
        let keyframes = latents(bench).filter { $0.sequence > last + 2 }
        #expect(keyframes.count >= 2 && keyframes.allSatisfy { $0.reference == 0 })
        #expect(bench.core.counts.keyframesAsked == 1 && bench.core.counts.misplaced == 1)
        let held = try #require(keyframes.last).sequence
        bench.say(.reference(Reference(latentSequence: held, stream: 0, status: .held)))
        bench.run(milliseconds: 200)
        #expect(latents(bench).last { $0.sequence > held }?.reference == held)
    }
    @Test func `a reference given up while its latent is encoded costs a second encoding`() {
        var bench = bench(seed: 6)
        runIntoChain(&bench)
        let count = latents(bench).count
        // A capture was taken just now: the head is through with it after 10 ms, the encoder after
        // 5 more, and this arrives between the two.
        let last = latents(bench).last?.sequence ?? 0
        bench.later(
            .milliseconds(12),
            .received(
                Envelope(
                    epoch: bench.core.epoch, sequence: 100_000,
                    message: .reference(
                        Reference(latentSequence: last, stream: 0, status: .missing)))))
        bench.run(milliseconds: 40)
        let after = latents(bench).dropFirst(count)
        #expect(bench.core.counts.encodedAgain == 1)
        #expect(after.count == 1 && after.first?.reference == 0)
        #expect(bench.heldPayloads.isEmpty && bench.core.fates.isBalanced)
    }
    @Test func `a new session begins with a keyframe`() {
        var bench = bench(seed: 7)
        bench.run(milliseconds: 1_000)
        let epoch = bench.core.epoch
        bench.link = false
        bench.run(milliseconds: 1_500)
        bench.link = true
        bench.run(milliseconds: 3_000)
        #expect(bench.core.epoch != epoch)
        let sent = bench.sent.filter { $0.epoch == bench.core.epoch }
        let first = sent.first { $0.message.kind == .latent }
        guard case .latent(let header)? = first?.message else {
            Issue.record("no latent in the new session")
            return
        }
        #expect(header.latents.leading.reference == 0)
    }
}
