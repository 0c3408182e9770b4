import Batching
import LatentCodec
import SansIO
import Session
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// A coordinator with a shell that owns payloads strictly and reads what is sent.
///
/// After every input it checks that the account balances, that each payload is named while it is
/// live and released once, and that each frame is legal on the wire.
struct Bench {
    /// One message the coordinator sent.
    struct Sent {
        var peer: PeerID
        var envelope: Envelope
        var payloads: [PayloadID]
        /// What the payloads held when they were sent.
        var contents: [UInt64]

        /// Of a batch: what its members' own payloads held, without those of their links.
        var memberContents: [UInt64] {
            guard case .batch(let batch) = envelope.message else { return [] }
            var next = -1
            return batch.members.map { member in
                next += member.links.count + 1
                return contents[next]
            }
        }
    }

    var core: CoordinatorCore
    var now = Instant.milliseconds(1_000)
    /// Everything sent, events and forgotten peers, since the last `clear`.
    var sent: [Sent] = []
    var events: [CoordinatorEvent] = []
    var forgotten: [PeerID] = []
    /// What each live payload holds, in the test's own terms.
    private(set) var live: [PayloadID: UInt64] = [:]
    private var payloads: UInt64 = 0
    /// Which device each source of a batch's member stood for: never two.
    private var owners: [UInt64: UInt64] = [:]
    /// What each latent was predicted from, by what its payload holds.
    var references: [UInt64: UInt64] = [:]
    /// Whether the transport takes plans.
    var takesPlans = true
    private var words: [CoordinatorInput] = []

    init(_ change: (inout CoordinatorConfiguration) -> Void = { _ in }) {
        var configuration = CoordinatorConfiguration.standard
        configuration.deviceLimit = 16
        configuration.workerLimit = 4
        configuration.queueLimit = 32
        // Nothing is kept beyond its end unless a test is about that.
        configuration.referenceByteLimit = 0
        // Nor is anybody asked for other captures, or turned away for its demand.
        configuration.isPacing = false
        configuration.admittedLoad = 1_000_000
        change(&configuration)
        core = CoordinatorCore(configuration: configuration)
    }

    mutating func newPayload(holding content: UInt64) -> PayloadID {
        payloads += 1
        let payload = PayloadID(payloads)
        live[payload] = content
        return payload
    }
    mutating func pass(_ milliseconds: Int64) { now = now + .milliseconds(milliseconds) }
    mutating func clear() {
        sent.removeAll()
        events.removeAll()
        forgotten.removeAll()
    }

    mutating func handle(_ input: CoordinatorInput) {
        take(input)
        while !words.isEmpty { take(words.removeFirst()) }
        let counts = core.counts
        #expect(counts.isBalanced && counts.leaving == 0)
        #expect(core.devices.count == counts.devices && core.workers.count == counts.workers)
        #expect(core.requests.count == counts.queued + counts.running)
        #expect((counts.heldByteCount == 0) == (counts.queued + counts.running == 0))
        #expect(counts.referenceByteCount >= 0)
        if counts.devices == 0, let demand = core.batcher.demand(of: ModelSlot(0), at: now) {
            #expect(demand.load == 0, "nobody asks for anything")
        }
        for slot in core.devices.indices {
            guard let device = core.devices[slot] else { continue }
            #expect(device.keptCount <= Limits.keptPerDevice + device.open.count)
            #expect(device.keptCount == device.held.reduce(0) { $0 + $1.count })
            let open = device.open.reduce(0) { sum, id in
                sum + (core.requests[id]?.payloadByteCount ?? 0)
            }
            #expect(device.keptByteCount <= core.configuration.referenceShare + open)
            #expect(device.keptByteCount >= open)
        }
    }
    private mutating func take(_ input: CoordinatorInput) {
        core.handle(input, at: now)
        while let output = core.nextOutput() {
            switch output {
            case .send(let peer, let envelope, let payloads):
                check(envelope, payloads)
                if case .batch(let batch) = envelope.message { checkSources(batch, payloads) }
                if case .plan = envelope.message {
                    // Not booked before the transport has spoken.
                    #expect(core.counts.leaving > 0 && core.counts.isBalanced)
                    words.append(
                        .planGiven(peer, sequence: envelope.sequence, isTaken: takesPlans))
                }
                sent.append(
                    Sent(
                        peer: peer, envelope: envelope, payloads: payloads,
                        contents: payloads.map { live[$0] ?? 0 }))
            case .release(let payload):
                #expect(live.removeValue(forKey: payload) != nil, "a payload is released once")
            case .releaseAll(let payloads):
                for payload in payloads {
                    #expect(live.removeValue(forKey: payload) != nil, "a payload is released once")
                }
            case .event(let event): events.append(event)
            case .forget(let peer): forgotten.append(peer)
            }
        }
    }
    /// Wakes the core for everything that is due by then, each at its own instant.
    mutating func run(until end: Instant) {
        while let wakeup = core.wakeup, wakeup <= end {
            now = max(now, wakeup)
            handle(.wake)
        }
        now = max(now, end)
    }

    private func check(_ envelope: Envelope, _ payloads: [PayloadID]) {
        #expect(payloads.allSatisfy { live[$0] != nil }, "what is sent is still there")
        #expect(payloads.count == envelope.message.payloadPartByteCounts.count)
        let bytes = FrameEncoder.encode(
            envelope, payloadByteCount: envelope.message.payloadByteCount)
        let decoded = try? FrameDecoder.decode(bytes)
        #expect(decoded?.envelope.sequence == envelope.sequence, "what is sent can be read")
    }
    /// A latent's payload holds device and sequence; its member says the sequence, and by a source
    /// that no other device's latents ever bear.
    private mutating func checkSources(_ batch: Batch, _ payloads: [PayloadID]) {
        var rest = payloads[...]
        for member in batch.members {
            let links = rest.prefix(member.links.count).map { live[$0] ?? 0 }
            let own = rest.dropFirst(member.links.count).first.flatMap { live[$0] } ?? 0
            rest = rest.dropFirst(member.links.count + 1)
            let (device, sequence) = own.quotientAndRemainder(dividingBy: 1 << 32)
            #expect(member.sequence == sequence)
            #expect(owners[member.source, default: device] == device)
            owners[member.source] = device
            checkChain(links, of: own)
            #expect(member.links.map { device << 32 | $0.sequence } == links)
        }
        #expect(rest.isEmpty)
    }
    /// A latent's links are what it was predicted from, what that was predicted from, and so on,
    /// back to a keyframe.
    private func checkChain(_ links: [UInt64], of own: UInt64) {
        var chain: [UInt64] = []
        var next = references[own]
        while let link = next {
            chain.insert(link, at: 0)
            next = references[link]
        }
        #expect(links == chain, "a chain is whole")
    }
}

// MARK: Reading what was sent

extension Bench {
    func messages(to speaker: Speaker) -> [Message] {
        sent.filter { $0.peer == speaker.peer }.map(\.envelope.message)
    }
    func plans(to speaker: Speaker) -> [PlanHeader] {
        messages(to: speaker).compactMap { if case .plan(let plan) = $0 { plan } else { nil } }
    }
    func outcomes(to speaker: Speaker) -> [Outcome] {
        messages(to: speaker).compactMap { if case .outcome(let end) = $0 { end } else { nil } }
    }
    func refusals(to speaker: Speaker) -> [Refuse] {
        messages(to: speaker).compactMap { if case .refuse(let no) = $0 { no } else { nil } }
    }
    /// Which of its models each batch of a worker was for.
    func models(of speaker: Speaker) -> [UInt8] {
        sent.compactMap {
            guard $0.peer == speaker.peer, case .batch(let batch) = $0.envelope.message else {
                return nil
            }
            return batch.model
        }
    }
    func batches(to speaker: Speaker) -> [(sequence: UInt64, members: [BatchMember], sent: Sent)] {
        sent.compactMap {
            guard $0.peer == speaker.peer, case .batch(let batch) = $0.envelope.message else {
                return nil
            }
            return ($0.envelope.sequence, batch.members, $0)
        }
    }
    func paces(to speaker: Speaker) -> [Pace] {
        messages(to: speaker).compactMap { if case .pace(let pace) = $0 { pace } else { nil } }
    }
}
