public import Inference
import LatentCodec
public import ModelBundle
import SansIO
import Timekeeping
public import Wire
import WorkerCore
import ZeroMQ

/// The backbone and the codec of a worker. One thread at a time uses them.
public final class WorkerModels {
    private let backbone: any InferenceModel
    private let inputs: [TensorBuffer]
    private let outputs: [TensorBuffer]
    private var decoder: LatentDecoder
    private let stateCount: Int
    /// The largest batch it runs.
    public let batchLimit: Int

    /// Loads the backbone of `bundle` through `backend` for batches of up to `batchLimit`.
    public init(
        bundle: ModelBundle, backend: any InferenceBackend, batchLimit: Int
    ) throws(ModelLoadError) {
        self.batchLimit = batchLimit
        stateCount = bundle.state.count
        do throws(InferenceError) {
            backbone = try bundle.backbone.load(with: backend, batchLimit: batchLimit)
            inputs = backbone.interface.makeInputBuffers()
            outputs = backbone.interface.makeOutputBuffers()
        } catch {
            throw .inference(error)
        }
        do throws(LatentCodecError) {
            decoder = try LatentDecoder(
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
                try backbone.run(batch: batch, inputs: inputs, outputs: outputs)
                for _ in 0..<runs {
                    let begin = clock.now()
                    try backbone.run(batch: batch, inputs: inputs, outputs: outputs)
                    samples.append(clock.now() - begin)
                }
            } catch {
                throw .inference(error)
            }
            samples.sort()
            times.append(ServiceTime(batch: UInt16(batch), time: samples[samples.count / 2]))
            guard batch < batchLimit else { return times }
            batch = min(batch * 2, batchLimit)
        }
    }

    /// Decodes the payloads into the batch, runs it and encodes the plans. A member that cannot be
    /// decoded costs nobody else its place.
    func run(_ members: [(header: BatchMember, part: MessagePart?)]) -> [Outcome] {
        var outcomes = [Outcome](repeating: .failed, count: members.count)
        var rows: [Int] = []
        for (index, member) in members.enumerated() where rows.count < batchLimit {
            if load(member.header, member.part, row: rows.count) {
                rows.append(index)
            } else {
                outcomes[index] = .malformed
            }
        }
        guard !rows.isEmpty else { return outcomes }
        do throws(InferenceError) {
            try backbone.run(batch: rows.count, inputs: inputs, outputs: outputs)
        } catch {
            return outcomes
        }
        for (row, index) in rows.enumerated() {
            let steps = outputs[0].elements(copiedAs: Float.self, member: row)
            let beliefs = outputs[1].elements(copiedAs: Float.self, member: row)
            outcomes[index] = .plan(PlanPayload.encode(beliefs: beliefs, steps: steps))
        }
        return outcomes
    }

    /// What became of one member.
    enum Outcome {
        case plan([UInt8])
        case malformed
        case failed
    }

    private func load(_ header: BatchMember, _ part: MessagePart?, row: Int) -> Bool {
        guard let part else { return false }
        return part.withBytes { bytes in
            guard let payload = try? LatentPayload(decoding: bytes, member: header),
                payload.state.count == stateCount
            else { return false }
            inputs[1].store(payload.state, member: row)
            let latent = bytes.extracting(payload.latent)
            do throws(LatentCodecError) {
                try inputs[0].withMutableElements(of: Float.self, member: row) {
                    (elements) throws(LatentCodecError) in
                    try decoder.decode(
                        latent, codec: header.codec, multiplier: header.multiplier, into: &elements)
                }
                return true
            } catch {
                return false
            }
        }
    }
}
