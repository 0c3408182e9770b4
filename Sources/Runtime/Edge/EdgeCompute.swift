import EdgeCore
import Inference
import LatentCodec
import SansIO
import Synchronization
import Timekeeping
import ZeroMQ

/// The device's compute thread: runs head, local policy and encoder, and tells the loop.
final class EdgeCompute: Sendable {
    private let pool: ComputePool
    /// Locked for the type system's sake: only the one thread of the pool takes it.
    private let models: Mutex<EdgeModels>
    private let captures: CaptureStore
    private let notes: Mailbox<EdgeShell.Note>
    private let records: Mailbox<EdgeRecord>

    init(
        models: sending EdgeModels, captures: CaptureStore, notes: Mailbox<EdgeShell.Note>,
        records: Mailbox<EdgeRecord>
    ) {
        self.models = Mutex(models)
        self.captures = captures
        self.notes = notes
        self.records = records
        pool = ComputePool(
            "compute", threadCount: 1, limit: Limits.computeQueue, priority: .prompt)
    }

    /// Queues the head and the local policy for `id`; false if the queue is full.
    func runHead(_ id: CaptureID) -> Bool { pool.submit { [self] in head(id) } }
    /// Queues the encoder for `id`; false if the queue is full.
    func encode(_ id: CaptureID, multiplier: UInt16) -> Bool {
        pool.submit { [self] in encoder(id, multiplier: multiplier) }
    }
    /// Ends the thread.
    func close() { pool.close() }

    private func head(_ id: CaptureID) {
        guard let capture = captures.capture(id) else {
            notes.post(.headFailed(id, "the picture of capture \(id.value) is gone"))
            return
        }
        var clock = MonotonicClock()
        let begin = clock.now()
        do throws(InferenceError) {
            let latent = try models.withLock { (models) throws(InferenceError) in
                try models.runHead(capture.frame.pixels)
            }
            captures.store(latent: latent, for: id)
            let middle = clock.now()
            let plan = models.withLock { $0.runLocal(latent, state: capture.frame.state) }
            let end = clock.now()
            notes.post(.headFinished(id, plan))
            records.post(.headRan(end, id, head: middle - begin, local: end - middle))
        } catch {
            notes.post(.headFailed(id, error.description))
        }
    }
    private func encoder(_ id: CaptureID, multiplier: UInt16) {
        guard let capture = captures.capture(id), let latent = capture.latent else {
            notes.post(.encodeFailed(id, "the latent of capture \(id.value) is gone"))
            return
        }
        var clock = MonotonicClock()
        let begin = clock.now()
        do throws(LatentCodecError) {
            let state = capture.frame.state
            let encoded = try models.withLock { (models) throws(LatentCodecError) in
                try models.encode(latent, state: state, multiplier: multiplier)
            }
            let part = MessagePart(copying: encoded.bytes)
            let end = clock.now()
            notes.post(.encoded(id, encoded.description, part))
            records.post(
                .encoded(end, id, byteCount: encoded.bytes.count, time: end - begin))
        } catch {
            notes.post(.encodeFailed(id, error.description))
        }
    }
}
