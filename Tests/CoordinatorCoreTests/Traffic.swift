import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// A scene in which time passes: honest devices ask by their period, honest workers take their
/// time, and all give signs of life. Who errs does so beside them, in `beside`.
struct Traffic {
    var scene: Scene
    /// Milliseconds from one capture of a device to its next, and of any batch.
    var period: UInt64 = 100
    var service: UInt64 = 10
    /// Devices and workers that behave; the others are left to `beside`.
    var devices: [Int]
    var workers: [Int]
    private(set) var events: [CoordinatorEvent] = []
    /// Milliseconds from each latent of an honest device to its plan.
    private(set) var waits: [UInt64] = []
    private(set) var asked = 0
    private(set) var paces: [(device: Int, now: UInt64, stamp: UInt64, pace: Pace)] = []
    private var due: [UInt64]
    /// The batch each worker was sent last.
    private var batches: [Bench.Sent?]
    private var open: [UInt64: UInt64] = [:]
    private var stamps: [UInt64]

    init(_ scene: Scene) {
        self.scene = scene
        devices = Array(scene.devices.indices)
        workers = Array(scene.workers.indices)
        due = Array(repeating: .max, count: scene.workers.count)
        batches = Array(repeating: nil, count: scene.workers.count)
        stamps = Array(repeating: 0, count: scene.devices.count)
    }

    /// Whether each honest latent but the last few had its plan in time.
    var isServed: Bool { waits.count >= asked - devices.count && (waits.max() ?? 0) <= 100 }

    mutating func run(
        milliseconds: UInt64, beside: (inout Scene, UInt64) -> Void = { _, _ in }
    ) {
        let start = scene.bench.now.nanoseconds / 1_000_000
        for now in start..<start + milliseconds {
            scene.bench.run(until: .milliseconds(now))
            for worker in workers where due[worker] <= now {
                due[worker] = .max
                scene.bench.result(&scene.workers[worker], computed: 1)
            }
            if now % 100 == 0 { giveSigns() }
            for device in devices where (now + UInt64(device) * 7) % period == 0 {
                ask(device, at: now)
            }
            beside(&scene, now)
            look(at: now)
        }
        scene.bench.now = .milliseconds(start + milliseconds)
    }
    private mutating func giveSigns() {
        for device in devices {
            scene.bench.heartbeat(&scene.devices[device], worker: false)
        }
        for worker in workers { scene.bench.heartbeat(&scene.workers[worker], worker: true) }
    }
    private mutating func ask(_ device: Int, at now: UInt64) {
        stamps[device] = 1_000_000 * now
        let sequence = scene.bench.latent(
            &scene.devices[device], budget: 150, stamp: stamps[device])
        open[UInt64(device) << 32 | sequence] = now
        asked += 1
    }
    private mutating func look(at now: UInt64) {
        for sent in scene.bench.sent {
            let device = scene.devices.firstIndex { $0.peer == sent.peer }
            switch sent.envelope.message {
            case .batch:
                let worker = scene.workers.firstIndex { $0.peer == sent.peer }
                guard let worker else { break }
                let isNew = batches[worker]?.envelope.sequence != sent.envelope.sequence
                if isNew, workers.contains(worker) { due[worker] = now + service }
                batches[worker] = sent
            case .plan(let plan):
                guard let device else { break }
                let name = UInt64(device) << 32 | plan.latentSequence
                if let asked = open.removeValue(forKey: name) { waits.append(now - asked) }
            case .pace(let pace):
                if let device { paces.append((device, now, stamps[device], pace)) }
            case .hello, .welcome, .refuse, .latent, .outcome, .heartbeat, .goodbye, .register,
                .batchResult, .drain, .reference, .failsafeReport, .rehome:
                break
            }
        }
        events += scene.bench.events
        scene.bench.clear()
        // The last batch of each worker stays: its result is told from it.
        scene.bench.sent = batches.compactMap { $0 }
    }
}
