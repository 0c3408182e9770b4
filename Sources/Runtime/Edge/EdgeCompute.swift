import EdgeCore
import Inference
import LatentCodec
import SansIO
import Synchronization
import Timekeeping
import ZeroMQ

/// The device's compute thread: runs head, local policy and encoder, and tells the loop.
final class EdgeCompute: Sendable {
    /// What it tells: one answer to each piece of work.
    enum Answer: Sendable {
        case headFinished(CaptureID, PlanValues?, latent: [Float])
        case headFailed(CaptureID, String)
        case encoded(CaptureID, EncodedLatent, MessagePart)
        case encodeFailed(CaptureID, String)
    }
    private let pool: ComputePool
    /// Locked for the type system's sake: only the one thread of the pool takes it.
    private let models: Mutex<EdgeModels>
    private let answers: Mailbox<Answer>
    private let records: Mailbox<EdgeRecord>

    /// A thread that posts to `answers`, which hold more than can be under way.
    init(
        models: sending EdgeModels, answers: Mailbox<Answer>, records: Mailbox<EdgeRecord>
    ) {
        self.models = Mutex(models)
        self.answers = answers
        self.records = records
        pool = ComputePool(
            "compute", threadCount: 1, limit: Limits.computeQueue, priority: .compute)
    }

    /// Queues the head and the local policy for `id`. Never waits.
    func runHead(_ id: CaptureID, _ frame: CameraFrame) -> ComputePool.Submission {
        pool.trySubmit { [self] in answers.post(head(id, frame)) }
    }
    /// Queues the encoder for `id`. Never waits.
    func encode(
        _ id: CaptureID, latent: [Float], state: [Float], multiplier: UInt16,
        reference: CaptureID?
    ) -> ComputePool.Submission {
        pool.trySubmit { [self] in
            answers.post(
                encoder(
                    id, latent: latent, state: state, multiplier: multiplier,
                    reference: reference))
        }
    }
    /// Frees the bytes of `capture` on the compute thread, if that has room: they came from other
    /// threads' parts of the allocator, which are locked while they take them back.
    func discard(_ capture: HeldCaptures.Capture) {
        _ = pool.trySubmit { withExtendedLifetime(capture) {} }
    }
    /// Ends the thread.
    func close() { pool.close() }

    private func head(_ id: CaptureID, _ frame: CameraFrame) -> Answer {
        var clock = MonotonicClock()
        let begin = clock.now()
        do throws(InferenceError) {
            let latent = try models.withLock { (models) throws(InferenceError) in
                try models.runHead(frame.pixels)
            }
            let middle = clock.now()
            let plan = models.withLock { $0.runLocal(latent, state: frame.state) }
            let end = clock.now()
            records.post(.headRan(end, id, head: middle - begin, local: end - middle))
            return .headFinished(id, plan, latent: latent)
        } catch {
            return .headFailed(id, error.description)
        }
    }
    private func encoder(
        _ id: CaptureID, latent: [Float], state: [Float], multiplier: UInt16,
        reference: CaptureID?
    ) -> Answer {
        var clock = MonotonicClock()
        let begin = clock.now()
        do throws(LatentCodecError) {
            let encoded = try models.withLock { (models) throws(LatentCodecError) in
                try models.encode(
                    latent, of: id, state: state, multiplier: multiplier, reference: reference)
            }
            let part = MessagePart(copying: encoded.bytes)
            let end = clock.now()
            records.post(.encoded(end, id, time: end - begin))
            return .encoded(id, encoded.description, part)
        } catch {
            return .encodeFailed(id, error.description)
        }
    }
}
