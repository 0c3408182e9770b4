import EdgeCore
public import Inference
import LatentCodec
public import ModelBundle
import SansIO
import Timekeeping
public import Wire
import WorkerCore
import ZeroMQ

/// The backbone and the codec of one of a worker's bundles. One thread at a time uses them.
public final class WorkerModels {
    private let backbone: PlanningModel
    private var decoder: MemberDecoder

    /// Loads the backbone of `bundle` through `backend` for batches of up to `batchLimit`.
    public init(
        bundle: ModelBundle, backend: any InferenceBackend, batchLimit: Int
    ) throws(ModelLoadError) {
        do throws(InferenceError) {
            backbone = try PlanningModel(
                bundle.backbone, batchLimit: batchLimit, backend: backend)
        } catch {
            throw .inference(error)
        }
        do throws(LatentCodecError) {
            decoder = try MemberDecoder(
                quantisation: bundle.latent.quantisation,
                elementsPerChannel: bundle.latent.height * bundle.latent.width)
        } catch {
            throw .codec("\(error)")
        }
    }

    /// Measures the time of batches 1, 2, 4 and so on up to the limit: runs each size once to warm
    /// up, then takes the middle of `runs` runs.
    public func measure(runs: Int) throws(ModelLoadError) -> [ServiceTime] {
        var times: [ServiceTime] = []
        var clock = MonotonicClock()
        var batch = 1
        while true {
            var samples: [Interval] = []
            do throws(InferenceError) {
                try backbone.run(batch: batch)
                for _ in 0..<runs {
                    let begin = clock.now()
                    try backbone.run(batch: batch)
                    samples.append(clock.now() - begin)
                }
            } catch {
                throw .inference(error)
            }
            samples.sort()
            times.append(ServiceTime(batch: UInt16(batch), time: samples[samples.count / 2]))
            guard batch < backbone.batchLimit else { return times }
            batch = min(batch * 2, backbone.batchLimit)
        }
    }

    /// One latent, what it was predicted from, and their payload parts: those of the links in order
    /// and its own last.
    struct Member: Sendable {
        var header: BatchMember
        var parts: [MessagePart?]
    }
    /// What became of one member.
    enum Outcome: Hashable {
        /// Its plan, as a payload part.
        case plan([UInt8])
        /// It could not be decoded.
        case malformed
        /// The backbone's plan or beliefs were not finite.
        case unsound
        /// The backbone did not run.
        case failed
    }

    /// Decodes the payloads into the batch, runs it and encodes the plans. A member that cannot be
    /// decoded, or whose plan is unsound, costs nobody else its place.
    func run(_ members: [Member]) -> [Outcome] {
        var outcomes = [Outcome](repeating: .failed, count: members.count)
        var rows: [Int] = []
        for (index, member) in members.enumerated() where rows.count < backbone.batchLimit {
            if load(member, row: rows.count) {
                rows.append(index)
            } else {
                outcomes[index] = .malformed
            }
        }
        guard !rows.isEmpty else { return outcomes }
        do throws(InferenceError) {
            try backbone.run(batch: rows.count)
        } catch {
            return outcomes
        }
        for (row, index) in rows.enumerated() {
            outcomes[index] = Self.outcome(backbone.answer(of: row))
        }
        return outcomes
    }
    private static func outcome(_ answer: PlanValues) -> Outcome {
        guard answer.isFinite else { return .unsound }
        return .plan(PlanPayload.encode(beliefs: answer.beliefs, steps: answer.steps))
    }

    private func load(_ member: Member, row: Int) -> Bool {
        var state: [Float] = []
        do throws(MemberDecoder.Failure) {
            try backbone.withLatent(of: row) { (latent) throws(MemberDecoder.Failure) in
                for (place, part) in member.parts.enumerated() {
                    // A part that is gone is as good as an empty one: no payload is.
                    state = try (part ?? Self.gone).withBytes {
                        bytes throws(MemberDecoder.Failure) in
                        try decoder.decode(part: bytes, at: place, of: member.header, into: &latent)
                    }
                }
            }
        } catch {
            return false
        }
        do throws(PayloadError) {
            let commitment = try backbone.takeCommitment(from: &state)
            guard state.count == backbone.stateElementCount else { return false }
            backbone.store(state: state, member: row)
            backbone.store(commitment, member: row)
        } catch {
            return false
        }
        return true
    }
    private static let gone = MessagePart(copying: [])
}
