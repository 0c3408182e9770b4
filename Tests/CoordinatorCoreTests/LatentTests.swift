import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// One latent's way and its end.
@Suite struct LatentTests {
    @Test func `brings a latent to a worker and its plan to the device that asked`() throws {
        var scene = Scene(workers: 1, devices: 2)
        let sequence = scene.bench.latent(&scene.devices[0])
        let batch = try #require(scene.bench.batches(to: scene.workers[0]).first)
        let payload = try #require(batch.sent.payloads.first)
        #expect(batch.members.map(\.budget) == [.milliseconds(100)])
        #expect(batch.members.map(\.latents.leading.elementCount) == [1_152])
        #expect(scene.bench.live[payload] == scene.devices[0].peer.value << 32 | sequence)
        scene.bench.pass(11)
        scene.bench.result(&scene.workers[0], computed: 8)
        let plan = try #require(scene.bench.plans(to: scene.devices[0]).first)
        #expect(plan.latentSequence == sequence && plan.captureStamp == 5_000)
        #expect(plan.queueTime == .milliseconds(3) && plan.computeTime == .milliseconds(8))
        #expect(plan.payloadByteCount == 412 && plan.modelVersion == 3)
        #expect(scene.bench.plans(to: scene.devices[1]).isEmpty)
        #expect(scene.counts[.answered] == 1 && scene.bench.live.isEmpty)
    }

    @Test func `names each device's session and stream to the worker, whatever devices say`() {
        var scene = Scene(workers: 1, devices: 0)
        // Two devices that say everything alike: epoch, sequences and streams.
        scene.devices = [Speaker(1, epoch: 77), Speaker(2, epoch: 77)]
        for index in scene.devices.indices { scene.bench.hello(&scene.devices[index]) }
        func source(_ scene: inout Scene, of device: Int, stream: UInt16) -> UInt64? {
            scene.bench.clear()
            scene.bench.latent(&scene.devices[device], stream: stream)
            let members = scene.bench.batches(to: scene.workers[0]).flatMap(\.members)
            scene.bench.result(&scene.workers[0])
            return members.count == 1 ? members[0].source : nil
        }
        var sources: [UInt64?] = []
        for session in 0..<2 {
            for device in scene.devices.indices {
                if session > 0 {
                    // The same epoch again would be an old session's message, so another.
                    scene.devices[device].reopen(epoch: 78)
                    scene.bench.hello(&scene.devices[device])
                }
                for stream in 0..<UInt16(Limits.streamsPerDevice) {
                    let first = source(&scene, of: device, stream: stream)
                    #expect(source(&scene, of: device, stream: stream) == first)
                    sources.append(first)
                }
            }
        }
        #expect(!sources.contains(nil))
        #expect(Set(sources).count == 4 * Limits.streamsPerDevice)
        #expect(scene.counts[.answered] == 8 * UInt64(Limits.streamsPerDevice))
    }

    @Test func `books a plan that the transport does not take as lost, by its own count`() {
        var scene = Scene(workers: 1, devices: 1)
        let refused = scene.bench.latent(&scene.devices[0])
        scene.bench.takesPlans = false
        scene.bench.pass(5)
        scene.bench.result(&scene.workers[0])
        #expect(scene.counts[.answered] == 0 && scene.counts[.lost] == 1)
        #expect(scene.counts.plansNotTaken == 1 && scene.counts.isBalanced)
        let peer = scene.devices[0].peer
        #expect(scene.bench.events.contains(.planNotTaken(peer, latentSequence: refused)))
        #expect(
            scene.bench.events.contains(
                .ended(peer, latentSequence: refused, .lost, nil, waited: .zero)))
        scene.bench.takesPlans = true
        scene.bench.latent(&scene.devices[0])
        scene.bench.pass(5)
        scene.bench.result(&scene.workers[0])
        #expect(scene.counts[.answered] == 1 && scene.counts.plansNotTaken == 1)
        #expect(scene.bench.live.isEmpty)
    }

    @Test func `is drained only once the transport has spoken of the last plan`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0])
        scene.bench.handle(.drain)
        scene.bench.takesPlans = false
        scene.bench.pass(5)
        scene.bench.result(&scene.workers[0])
        let events = scene.bench.events
        let untaken = events.firstIndex {
            if case .planNotTaken = $0 { true } else { false }
        }
        let drained = events.firstIndex(of: .drained)
        #expect(untaken ?? .max < drained ?? 0)
    }

    @Test func `puts latents of several devices into one batch and gives each its own plan`() {
        var scene = Scene(workers: 1, devices: 3)
        let sequences = scene.devices.indices.map { scene.bench.latent(&scene.devices[$0]) }
        scene.bench.pass(10)
        scene.bench.result(&scene.workers[0])
        scene.bench.pass(12)
        #expect(scene.bench.batches(to: scene.workers[0]).map(\.members.count) == [1, 2])
        scene.bench.result(&scene.workers[0])
        for (index, device) in scene.devices.enumerated() {
            #expect(scene.bench.plans(to: device).map(\.latentSequence) == [sequences[index]])
        }
        #expect(scene.counts[.answered] == 3 && scene.bench.live.isEmpty)
    }

    @Test func `says superseded when a newer capture takes the place in the queue`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0])
        let second = scene.bench.latent(&scene.devices[0])
        scene.bench.latent(&scene.devices[0])
        let ends = scene.bench.outcomes(to: scene.devices[0])
        #expect(ends.map(\.latentSequence) == [second])
        #expect(ends.map(\.fate) == [.superseded] && ends.map(\.cause) == [.newerCapture])
        #expect(scene.counts[.superseded] == 1)
    }

    @Test func `keeps the streams of a device apart`() {
        var scene = Scene(workers: 1, devices: 1) { $0.deviceCredit = 8 }
        scene.bench.latent(&scene.devices[0], stream: 0)
        for stream in 0..<4 { scene.bench.latent(&scene.devices[0], stream: UInt16(stream)) }
        #expect(scene.counts.queued == 4 && scene.counts[.superseded] == 0)
        scene.bench.latent(&scene.devices[0], stream: 4)
        #expect(scene.bench.outcomes(to: scene.devices[0]).map(\.fate) == [.rejected])
        #expect(scene.counts[.queueFull] == 1, "there are four streams")
    }

    @Test func `expires by its timer and says so`() {
        var scene = Scene(workers: 1, devices: 2)
        scene.bench.latent(&scene.devices[0], budget: 140)
        let hopeless = scene.bench.latent(&scene.devices[1], budget: 20)
        // The worker needs 10 ms of the 20, and the way back some.
        #expect(scene.bench.outcomes(to: scene.devices[1]).isEmpty)
        scene.bench.run(until: .milliseconds(1_011))
        let ends = scene.bench.outcomes(to: scene.devices[1])
        #expect(ends.map(\.latentSequence) == [hopeless])
        #expect(ends.map(\.fate) == [.expired] && ends.map(\.cause) == [.budgetTooShort])
    }

    @Test func `honours no budget beyond what the hello said`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0], budget: 9_000)
        let members = scene.bench.batches(to: scene.workers[0]).flatMap(\.members)
        #expect(members.map(\.budget) == [.milliseconds(150)])
    }

    @Test func `takes the way back off the budget once it is known`() throws {
        var scene = Scene(workers: 1, devices: 1)
        // Our heartbeat, answered by the device after 30 ms of way there and back.
        scene.bench.run(until: .milliseconds(1_100))
        let ours = scene.bench.messages(to: scene.devices[0]).compactMap {
            if case .heartbeat(let heartbeat) = $0 { heartbeat } else { nil }
        }
        let stamp = try #require(ours.last?.transmit)
        let answer = Heartbeat(origin: stamp, receive: 777_000, transmit: 777_000)
        scene.bench.now = Instant(nanoseconds: stamp) + .milliseconds(30)
        let envelope = scene.devices[0].envelope(.heartbeat(answer))
        scene.bench.handle(.deviceFrame(scene.devices[0].peer, envelope, payloads: []))
        scene.bench.latent(&scene.devices[0], budget: 100)
        let members = scene.bench.batches(to: scene.workers[0]).flatMap(\.members)
        #expect(members.map(\.budget) == [.milliseconds(85)], "half of the round trip")
    }

    @Test func `sends a late plan and counts it as late`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0], budget: 20)
        scene.bench.pass(21)
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).count == 1)
        #expect(scene.counts[.answeredLate] == 1 && scene.counts[.answered] == 0)
    }

    @Test func `never sends an older plan after a newer one`() {
        var scene = Scene(workers: 2, devices: 1)
        let older = scene.bench.latent(&scene.devices[0])
        let newer = scene.bench.latent(&scene.devices[0])
        #expect(scene.bench.batches(to: scene.workers[0]).count == 1, "it has the older one")
        #expect(scene.bench.batches(to: scene.workers[1]).count == 1)
        scene.bench.pass(5)
        scene.bench.result(&scene.workers[1])
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).map(\.latentSequence) == [newer])
        let ends = scene.bench.outcomes(to: scene.devices[0])
        #expect(ends.map(\.latentSequence) == [older] && ends.map(\.fate) == [.superseded])
    }

    @Test func `drops a doubled latent without a word to the device`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0])
        // The session itself drops what does not grow.
        var doubled = scene.devices[0]
        doubled.reopen(epoch: doubled.epoch)
        scene.bench.latent(&doubled)
        #expect(scene.counts.sessionlessMessages == 1)
        #expect(scene.bench.outcomes(to: scene.devices[0]).isEmpty)
        #expect(scene.counts.arrivals == 1)
    }

    @Test func `grants as many open latents as the credit says and no more`() {
        var scene = Scene(workers: 1, devices: 1) { $0.deviceCredit = 2 }
        scene.bench.latent(&scene.devices[0], stream: 0)
        scene.bench.latent(&scene.devices[0], stream: 1)
        #expect(scene.bench.outcomes(to: scene.devices[0]).isEmpty)
        let beyond = scene.bench.latent(&scene.devices[0], stream: 2)
        let ends = scene.bench.outcomes(to: scene.devices[0])
        #expect(ends.map(\.latentSequence) == [beyond] && ends.map(\.cause) == [.noCredit])
        // A newer capture of the queued stream needs no further credit.
        scene.bench.latent(&scene.devices[0], stream: 1)
        #expect(scene.counts[.superseded] == 1 && scene.counts[.noCredit] == 1)
    }

    @Test func `holds as many payload bytes as configured and no more`() {
        var scene = Scene(workers: 1, devices: 3) { $0.heldByteLimit = 2_000 }
        scene.bench.latent(&scene.devices[0], byteCount: 984)
        scene.bench.latent(&scene.devices[1], byteCount: 985)
        #expect(scene.bench.outcomes(to: scene.devices[1]).map(\.cause) == [.queueFull])
        scene.bench.latent(&scene.devices[2], byteCount: 984)
        #expect(scene.bench.outcomes(to: scene.devices[2]).isEmpty)
        #expect(scene.counts.heldByteCount == 2_000)
    }

    @Test func `rejects what comes to a full queue`() {
        var scene = Scene(workers: 1, devices: 4) { $0.queueLimit = 2 }
        for index in 0..<4 { scene.bench.latent(&scene.devices[index]) }
        #expect(scene.counts.running == 1 && scene.counts.queued == 2)
        #expect(scene.bench.outcomes(to: scene.devices[3]).map(\.cause) == [.queueFull])
    }

    @Test func `rejects a latent while no worker is there`() {
        var scene = Scene(workers: 0, devices: 1) {
            $0.bundles = [Speaker.bundle]
        }
        scene.bench.latent(&scene.devices[0])
        let ends = scene.bench.outcomes(to: scene.devices[0])
        #expect(ends.map(\.fate) == [.rejected] && ends.map(\.cause) == [.noWorker])
    }

    @Test func `gives each member the end its worker reports`() {
        let ends: [(ResultStatus, OutcomeFate, OutcomeCause)] = [
            (.malformed, .rejected, .malformed), (.expired, .expired, .budgetSpent),
            (.failed, .failed, .workerFailed),
        ]
        for (status, fate, cause) in ends {
            var scene = Scene(workers: 1, devices: 1)
            scene.bench.latent(&scene.devices[0])
            scene.bench.result(&scene.workers[0], status)
            let outcome = scene.bench.outcomes(to: scene.devices[0])
            #expect(outcome.map(\.fate) == [fate] && outcome.map(\.cause) == [cause])
            #expect(scene.bench.live.isEmpty)
        }
    }

    @Test func `drops the latents of a device that is gone`() {
        var scene = Scene(workers: 1, devices: 1)
        scene.bench.latent(&scene.devices[0])
        scene.bench.latent(&scene.devices[0])
        scene.bench.handle(.peerClosed(scene.devices[0].peer))
        #expect(scene.counts[.lost] == 2 && scene.counts.devices == 0)
        #expect(scene.bench.forgotten == [scene.devices[0].peer])
        scene.bench.result(&scene.workers[0])
        #expect(scene.counts.uselessMembers == 1 && scene.bench.live.isEmpty)
    }
}
