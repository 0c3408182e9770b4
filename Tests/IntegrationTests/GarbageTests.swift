import Foundation
import ModelBundle
import Randomness
import Runtime
import Testing
import Timekeeping
import Wire
import ZeroMQ

extension ProcessTests {
    /// Peers that do not keep to the protocol, at a coordinator that others use.
    @Suite struct GarbageTests {
        @Test func `counts garbage and serves its device as if there were none`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (coordinator, devices, workers) = try stage.coordinator()
            let worker = try stage.worker(workers)
            try worker.line(with: "ready coordinator=")
            let edge = try stage.edge(devices, "--log-level", "trace")
            try edge.line(with: "event=plan.taken")

            let stranger = try Stranger(devices)
            let messages = Self.garbage(Seed(11))
            for message in messages { try stranger.send(message) }
            // What comes in order is read in order: once this is answered, so is all before.
            let greeting = Self.hello(bundle: [UInt8](repeating: 7, count: 32))
            let refuse = try stranger.refusal(of: greeting, for: .wrongBundle)
            #expect(refuse.acceptedBundle?.bytes == (try Self.bundle()))
            for _ in 0..<3 { try edge.line(with: "event=plan.taken", from: edge.lineCount) }

            edge.interrupt()
            #expect(try edge.status() == 0)
            #expect(try stage.drive().summary.sessions == 1)
            coordinator.terminate()
            #expect(try coordinator.status() == 0)
            try coordinator.line(with: "event=peer.violated", "side=device")
            let count = try coordinator.value(of: "undecodable", inLineWith: "event=ended")
            #expect(Int(count) == messages.count, "seed 11")
            try coordinator.line(with: "event=ended", "balanced=true")
        }

        @Test func `refuses a device that speaks another version by name`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (coordinator, devices, _) = try stage.coordinator()
            let stranger = try Stranger(devices)
            var hello = Self.hello(bundle: try Self.bundle())
            hello[2] = 9
            let refuse = try stranger.refusal(of: hello, for: .wrongVersion)
            #expect(refuse.acceptedMajor == 1 && refuse.acceptedMinor == 0)
            try coordinator.line(with: "event=peer.refused", "reason=wrongVersion")
        }

        static func bundle() throws -> [UInt8] {
            try ModelBundle(directory: Repository.bundle.path).bundleID.bytes
        }
        static func hello(bundle: [UInt8]) -> [UInt8] {
            guard let id = BundleID(bytes: bundle) else { return [] }
            let hello = Hello(
                name: "stranger", bundle: id, capturePeriod: .milliseconds(100),
                budget: .milliseconds(400))
            return FrameEncoder.encode(
                Envelope(epoch: 5, sequence: 0, message: .hello(hello)), payloadByteCount: 0)
        }
        /// A hundred messages of which none is legal: chance bytes, a cut and a damaged greeting,
        /// a greeting with a payload too many, more parts than any message has.
        static func garbage(_ seed: Seed) -> [[[UInt8]]] {
            var random = seed.stream("garbage")
            let greeting = hello(bundle: [UInt8](repeating: 7, count: 32))
            var messages: [[[UInt8]]] = (0..<96).map { _ in
                let count = Int(random.next() % 300)
                return [(0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }]
            }
            var damaged = greeting
            damaged[40] ^= 0x10
            messages.append([Array(greeting.dropLast(9))])
            messages.append([damaged])
            messages.append([greeting, [1, 2, 3]])
            messages.append([[UInt8]](repeating: greeting, count: 90))
            return messages
        }
    }
}
