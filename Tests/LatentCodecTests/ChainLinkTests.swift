import Randomness
import Tensors
import Testing

@testable import LatentCodec

/// A device, a coordinator that is started anew now and then, workers without memory, and links
/// that lose latents and answers and deliver them late: what is decoded is always what the device
/// thinks, and a lost reference costs one round trip.
@Suite struct ChainLinkTests {
    private static let quantisation = steps([0.5, 0.25])
    private static let elementsPerChannel = 12

    private struct Sent {
        let sequence: UInt64
        let reference: UInt64?
        let multiplier: UInt16
        let bytes: [UInt8]
        /// As the device would predict from it.
        let decoded: [Float]
    }
    private enum Answer {
        case held(UInt64)
        case missing(UInt64)
    }
    /// Messages with the tick on which they arrive; overtaking happens.
    private struct Link<Element> {
        var messages: [(tick: Int, element: Element)] = []
        mutating func send(_ element: Element, at tick: Int, _ random: inout RandomStream) {
            guard !random.chance(0.1) else { return }
            messages.append((tick + random.integer(in: 1..<5), element))
        }
        mutating func arrivals(_ tick: Int) -> [Element] {
            defer { messages.removeAll { $0.tick <= tick } }
            return messages.filter { $0.tick <= tick }.map(\.element)
        }
    }

    @Test(arguments: UInt64(1)...20)
    func `no loss, delay or restart lets the sides differ`(number: UInt64) throws {
        var random = Seed(number).stream("chain links")
        var encoder = try PredictiveEncoder(
            quantisation: Self.quantisation, elementsPerChannel: Self.elementsPerChannel,
            effort: .small)
        var mirror = try Mirror()
        var chain = ReferenceChain()
        var coordinator = Self.coordinator()
        var (up, down) = (Link<Sent>(), Link<Answer>())
        var latent = [Float](repeating: 0, count: 24)
        var counts = (decoded: 0, predicted: 0, missing: 0)
        var asked: UInt64 = 0
        for tick in 1...400 {
            for answer in down.arrivals(tick) {
                switch answer {
                case .held(let sequence): chain.held(sequence)
                case .missing(let sequence):
                    chain.keyframeRequested(by: sequence)
                    asked = max(asked, sequence)
                }
            }
            for index in latent.indices {
                latent[index] += Float(random.normal(mean: 0, deviation: 0.4))
            }
            var bytes: [UInt8] = []
            let multiplier = UInt16(random.integer(in: 128..<512))
            let sequence = UInt64(tick)
            // The device names captures as it likes.
            let capture = 5_000 + sequence
            // Now and then its reference is given up meanwhile: it is encoded again, alone.
            var wanted = chain.next
            if wanted != nil, random.chance(0.1) {
                var unsent: [UInt8] = []
                _ = try encoder.encode(
                    latent.span, capture: capture, reference: wanted?.capture,
                    multiplier: multiplier, appendingTo: &unsent)
                wanted = nil
            }
            let isPredicted = try encoder.encode(
                latent.span, capture: capture, reference: wanted?.capture, multiplier: multiplier,
                appendingTo: &bytes)
            let reference = isPredicted ? wanted?.sequence : nil
            chain.sent(sequence, of: capture, from: reference)
            // Nothing as old as a latent whose reference was missing is ever built upon again.
            if let reference { #expect(reference > asked) }
            let sent = try mirror.record(sequence, reference, multiplier, bytes)
            up.send(sent, at: tick, &random)
            if random.chance(0.01) { coordinator = Self.coordinator() }
            for arrived in up.arrivals(tick) {
                var released: [Sent] = []
                switch coordinator.insert(
                    arrived.sequence, reference: arrived.reference, payload: arrived, weight: 1,
                    mayBeReference: true, released: &released)
                {
                case .held:
                    var links: [Sent] = []
                    coordinator.chain(below: arrived.sequence, appendingTo: &links)
                    #expect(links.count <= Limits.chainDepth)
                    #expect(try Self.decode(links + [arrived]) == arrived.decoded, "tick \(tick)")
                    counts.decoded += 1
                    counts.predicted += arrived.reference == nil ? 0 : 1
                    coordinator.end(arrived.sequence, released: &released)
                    guard coordinator.isReference(arrived.sequence) else { continue }
                    down.send(.held(arrived.sequence), at: tick, &random)
                case .unknownReference:
                    counts.missing += 1
                    down.send(.missing(arrived.sequence), at: tick, &random)
                case .outOfOrder: break
                }
            }
        }
        #expect(counts.decoded > 150 && counts.predicted > 60, "\(counts)")
    }

    private static func coordinator() -> HeldLatents<Sent> {
        HeldLatents(weightLimit: Limits.chainDepth)
    }
    /// A worker: it has nothing but the links it is given.
    private static func decode(_ links: [Sent]) throws -> [Float] {
        var decoder = try LatentDecoder(
            quantisation: quantisation, elementsPerChannel: elementsPerChannel)
        var slot = [Float](repeating: .nan, count: 24)
        for (index, link) in links.enumerated() {
            var span = slot.mutableSpan
            if index == 0 {
                try decoder.decode(
                    link.bytes.span, codec: 1, multiplier: link.multiplier, into: &span)
            } else {
                try decoder.update(
                    &span, by: link.bytes.span, codec: 1, multiplier: link.multiplier)
            }
        }
        return slot
    }

    /// What the device's own references are, found by decoding everything it sends.
    private struct Mirror {
        var decoder: LatentDecoder
        var decoded: [UInt64: [Float]] = [:]

        init() throws {
            decoder = try LatentDecoder(
                quantisation: quantisation, elementsPerChannel: elementsPerChannel)
        }
        mutating func record(
            _ sequence: UInt64, _ reference: UInt64?, _ multiplier: UInt16, _ bytes: [UInt8]
        ) throws -> Sent {
            var slot = [Float](repeating: 0, count: 24)
            if let reference { slot = decoded[reference] ?? [] }
            var span = slot.mutableSpan
            try decoder.update(&span, by: bytes.span, codec: 1, multiplier: multiplier)
            decoded[sequence] = slot
            return Sent(
                sequence: sequence, reference: reference, multiplier: multiplier, bytes: bytes,
                decoded: slot)
        }
    }
}
