import Randomness
import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// Random devices and workers that come, go, err and answer out of order.
///
/// The bench checks balance and payloads after every input; here every plan must hold what its
/// asker's latent held, and no plan may be older than one delivered before.
@Suite struct CoordinatorPropertyTests {
    private struct Fleet {
        var bench = Bench {
            $0.deviceCredit = 3
            $0.referenceByteLimit = 16 * 20_000
        }
        /// The newest latent each device's stream may predict from.
        var held: [String: UInt64] = [:]
        var (predicted, missing) = (0, 0)
        var random: RandomStream
        var devices = (0..<6).map { Speaker(UInt64($0 + 1)) }
        var workers = (0..<3).map { Speaker(UInt64($0 + 100)) }
        /// Batches not yet answered, by worker.
        var tasks: [[Bench.Sent]] = [[], [], []]
        /// The newest plan of each stream of each device's epoch.
        var delivered: [String: UInt64] = [:]
        var streams: [String: UInt16] = [:]
        var ended: [String: Int] = [:]
        var plans = 0
        var connections: UInt64 = 1_000

        init(_ random: RandomStream) { self.random = random }

        mutating func step() {
            bench.run(until: bench.now + .microseconds(Int64(random.integer(in: 0..<4_000))))
            let device = random.integer(in: 0..<devices.count)
            let worker = random.integer(in: 0..<workers.count)
            bench.takesPlans = !random.chance(0.05)
            switch random.integer(in: 0..<100) {
            case 0: reconnectDevice(device)
            case 1: reconnectWorker(worker)
            case 2: bench.handle(.undecodable(devices[device].peer, .device, .unknownFlags(1)))
            case 3..<40: answer(worker)
            case 40..<55:
                bench.heartbeat(&devices[device], worker: false)
                bench.heartbeat(&workers[worker], worker: true)
            default: ask(device)
            }
            look()
        }
        mutating func ask(_ device: Int) {
            let stream = UInt16(random.integer(in: 0..<2))
            let newest = held["\(devices[device].peer.value):\(stream)"]
            // Now and then one that nobody said to hold.
            let reference = random.chance(0.02) ? 1 : random.chance(0.8) ? newest : nil
            let sequence = bench.latent(
                &devices[device], budget: Int64(random.integer(in: 0..<150)), stream: stream,
                byteCount: UInt32(random.integer(in: 1..<2_000)), reference: reference ?? 0)
            streams["\(devices[device].peer.value)/\(sequence)"] = stream
        }
        mutating func reconnectDevice(_ device: Int) {
            bench.handle(.peerClosed(devices[device].peer))
            connections += 1
            devices[device] = Speaker(connections)
            bench.hello(&devices[device])
        }
        mutating func reconnectWorker(_ worker: Int) {
            bench.handle(.peerClosed(workers[worker].peer))
            connections += 1
            tasks[worker] = []
            workers[worker] = Speaker(connections)
            bench.register(&workers[worker], milliseconds: [4, 5, 6, 7])
        }
        /// A worker answers what it was given, sometimes twice, sometimes in part.
        mutating func answer(_ worker: Int) {
            guard let task = tasks[worker].first, case .batch(let batch) = task.envelope.message
            else { return }
            if !random.chance(0.05) { tasks[worker].removeFirst() }
            let statuses: [ResultStatus] = [.ok, .ok, .ok, .ok, .malformed, .expired, .failed]
            let members = batch.members.map { member in
                (member.member, statuses[random.integer(in: 0..<7)])
            }
            // What the worker computes from is what it was sent, whether or not it is still held.
            bench.result(
                &workers[worker], of: task.envelope.sequence, members, contents: task.memberContents
            )
        }
        /// Reads what was sent since the last look.
        mutating func look() {
            for sent in bench.sent {
                switch sent.envelope.message {
                case .batch:
                    if case .batch(let batch) = sent.envelope.message {
                        predicted += batch.members.count { !$0.links.isEmpty }
                    }
                    if let worker = workers.firstIndex(where: { $0.peer == sent.peer }) {
                        tasks[worker].append(sent)
                    }
                case .plan(let plan): check(plan, sent)
                case .outcome(let outcome):
                    note(outcome.latentSequence, sent.peer)
                    note(outcome.reference, of: outcome.latentSequence, sent.peer)
                    if outcome.cause == .missingReference { missing += 1 }
                case .hello, .welcome, .refuse, .latent, .heartbeat, .goodbye, .register,
                    .batchResult, .drain, .pace, .reference, .failsafeReport, .rehome:
                    break
                }
            }
            for peer in bench.forgotten { returnIfOurs(peer) }
            bench.clear()
        }
        mutating func check(_ plan: PlanHeader, _ sent: Bench.Sent) {
            plans += 1
            let asker = sent.peer.value << 32 | plan.latentSequence
            #expect(sent.contents == [asker], "a plan goes to the one who asked")
            let stream = streams["\(sent.peer.value)/\(plan.latentSequence)"] ?? 0
            let key = "\(sent.peer.value):\(stream)"
            #expect(plan.latentSequence > delivered[key] ?? 0, "no older plan after a newer one")
            delivered[key] = plan.latentSequence
            note(plan.latentSequence, sent.peer)
            note(plan.reference, of: plan.latentSequence, sent.peer)
        }
        mutating func note(_ status: ReferenceStatus?, of sequence: UInt64, _ peer: PeerID) {
            guard let stream = streams["\(peer.value)/\(sequence)"] else { return }
            let key = "\(peer.value):\(stream)"
            switch status {
            case nil: break
            case .held: held[key] = max(held[key] ?? 0, sequence)
            case .missing: if held[key] ?? 0 <= sequence { held[key] = nil }
            }
        }
        mutating func note(_ sequence: UInt64, _ peer: PeerID) {
            let key = "\(peer.value)/\(sequence)"
            ended[key, default: 0] += 1
            #expect(ended[key] == 1, "a latent ends once")
        }
        /// A peer that was sent away (it fell silent, or held its batch for too long) comes again.
        mutating func returnIfOurs(_ peer: PeerID) {
            if let device = devices.firstIndex(where: { $0.peer == peer }) {
                connections += 1
                devices[device] = Speaker(connections)
                bench.hello(&devices[device])
            }
            if let worker = workers.firstIndex(where: { $0.peer == peer }) {
                connections += 1
                tasks[worker] = []
                workers[worker] = Speaker(connections)
                bench.register(&workers[worker], milliseconds: [4, 5, 6, 7])
            }
        }
    }

    @Test(arguments: 0..<12) func `answers whoever asked, once, newest last, under random load`(
        run: Int
    ) {
        let seed = Seed(0xc10d + UInt64(run))
        print("CoordinatorPropertyTests seed \(seed.value)")
        var fleet = Fleet(seed.stream("fleet"))
        for worker in 0..<3 { fleet.reconnectWorker(worker) }
        for device in 0..<6 { fleet.reconnectDevice(device) }
        for _ in 0..<3_000 { fleet.step() }
        #expect(fleet.plans > 200, "the load reaches the devices; seed \(seed.value)")
        #expect(fleet.bench.core.counts.plansNotTaken > 0, "seed \(seed.value)")
        #expect(fleet.predicted > 200 && fleet.missing > 0, "seed \(seed.value)")
        fleet.bench.handle(.drain)
        fleet.bench.run(until: fleet.bench.now + .seconds(10))
        #expect(fleet.bench.live.isEmpty, "seed \(seed.value)")
        #expect(fleet.bench.core.counts.devices == 0, "seed \(seed.value)")
        #expect(fleet.bench.events.contains(.drained))
    }

    /// A small trace of two devices and two workers, in which one worker dies before input
    /// `victim`.
    private func trace(killing worker: Int, before victim: Int) -> (inputs: Int, scene: Scene) {
        var scene = Scene(workers: 2, devices: 2)
        var inputs = 0
        func step(_ action: (inout Scene) -> Void, _ scene: inout Scene) {
            if inputs == victim { scene.bench.handle(.peerClosed(scene.workers[worker].peer)) }
            inputs += 1
            action(&scene)
        }
        for round in 0..<6 {
            step({ $0.bench.latent(&$0.devices[0], budget: 60) }, &scene)
            step({ $0.bench.latent(&$0.devices[1], budget: 60) }, &scene)
            scene.bench.pass(7)
            for index in [round % 2, 1 - round % 2] {
                step({ $0.bench.result(&$0.workers[index]) }, &scene)
            }
            scene.bench.pass(3)
        }
        return (inputs, scene)
    }

    @Test func `loses no latent whichever worker dies at whichever moment`() {
        let inputs = trace(killing: 0, before: .max).inputs
        for worker in 0..<2 {
            for victim in 0..<inputs {
                var scene = trace(killing: worker, before: victim).scene
                // The one that lives brings back what it still holds.
                for _ in 0..<2 {
                    scene.bench.run(until: scene.bench.now + .milliseconds(20))
                    scene.bench.result(&scene.workers[1 - worker])
                }
                scene.bench.run(until: scene.bench.now + .milliseconds(100))
                let counts = scene.counts
                #expect(counts.arrivals == 12 && counts.ended == 12, "killed before \(victim)")
                #expect(scene.bench.live.isEmpty, "killed before \(victim)")
                let heard = scene.devices.reduce(0) {
                    $0 + scene.bench.plans(to: $1).count + scene.bench.outcomes(to: $1).count
                }
                #expect(heard == 12, "each device hears of each latent; killed before \(victim)")
            }
        }
    }
}
