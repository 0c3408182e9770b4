import Foundation
import Runtime
import Testing
import Timekeeping
import Wire
import ZeroMQ

/// What the programs say, and the status they end with, when they cannot work.
@Suite(.serialized) struct RefusalTests {
    let limits = MessageLimits(parts: 4, byteCount: 100_000)

    /// The last line of an error log that is the program's own complaint.
    func complaint(_ programs: Programs, _ name: String) -> String {
        let lines = programs.errors(of: name).split(separator: "\n")
        return String(lines.last { $0.hasPrefix("tombolo") } ?? "")
    }

    @Test func `a port in use is named and ends a coordinator with its status`() throws {
        let programs = try Programs()
        let first = try programs.coordinator(as: "first")
        let second = try programs.start(
            "tombolo",
            ["coordinator", "--devices", first.devices, "--workers", "tcp://127.0.0.1:*"],
            as: "second")
        let ending = programs.ending(of: second, patience: .seconds(30))
        #expect(ending == .status(ProcessFailure.Kind.endpoint.rawValue))
        let complaint = complaint(programs, "second")
        #expect(complaint.contains(first.devices))
        #expect(complaint.contains("in use"))
    }

    @Test func `a folder that is no bundle is named and ends a worker with its status`() throws {
        let programs = try Programs()
        let worker = try programs.start(
            "tombolo", ["worker", "--bundle", programs.folder + "/none"], as: "worker")
        let ending = programs.ending(of: worker, patience: .seconds(30))
        #expect(ending == .status(ProcessFailure.Kind.bundle.rawValue))
        #expect(complaint(programs, "worker").contains("none/bundle.json"))
    }

    @Test func `a coordinator of another bundle refuses a car and both bundles are named`() throws {
        let programs = try Programs()
        let other = programs.folder + "/other"
        try FileManager.default.copyItem(atPath: Programs.bundle, toPath: other)
        // The same models under another manifest: another identity.
        let manifest = other + "/bundle.json"
        let bytes = try #require(FileManager.default.contents(atPath: manifest))
        try (bytes + Data("\n".utf8)).write(to: URL(fileURLWithPath: manifest))
        let coordinator = try programs.coordinator(extra: ["--bundle", other], as: "coordinator")
        let car = try programs.start(
            "tombolo-edge",
            ["--coordinator", coordinator.devices, "--bundle", Programs.bundle], as: "car")
        let ending = programs.ending(of: car, patience: .seconds(60))
        #expect(ending == .status(ProcessFailure.Kind.otherBundle.rawValue))
        #expect(complaint(programs, "car").contains("start both with the same --bundle"))
    }

    @Test func `a coordinator of another version ends a car that says which is which`() throws {
        let programs = try Programs()
        let context = try Context(inputOutputThreads: 1)
        let router = try Socket(.router, options: .coordinatorRouter, in: context)
        let endpoint = try router.bind("tcp://127.0.0.1:*")
        let car = try programs.start(
            "tombolo-edge", ["--coordinator", endpoint, "--bundle", Programs.bundle], as: "car")
        let hello = try #require(try message(at: router, patience: .seconds(60)))
        let answer = refusal(toEpochOf: hello[1].copiedBytes(), major: 2, minor: 7)
        #expect(try router.send([hello[0], MessagePart(copying: answer)]) == .sent)
        let ending = programs.ending(of: car, patience: .seconds(30))
        #expect(ending == .status(ProcessFailure.Kind.version.rawValue))
        #expect(complaint(programs, "car").contains("speaks protocol 2.7"))
    }

    @Test func `a peer of another version is refused by name`() throws {
        let programs = try Programs()
        let coordinator = try programs.coordinator(as: "coordinator")
        let context = try Context(inputOutputThreads: 1)
        let dealer = try Socket(.dealer, options: .edgeDealer, in: context)
        try dealer.connect(coordinator.devices)
        let poller = Poller()
        poller.setSources([.writable(dealer)])
        try #require(try poller.wait(milliseconds: 10_000) == 1)
        let stranger = refusal(toEpochOf: [UInt8](repeating: 3, count: 32), major: 9, minor: 0)
        #expect(try dealer.send([MessagePart(copying: stranger)]) == .sent)
        let answer = try #require(try message(at: dealer, patience: .seconds(10)))
        let frame = try FrameDecoder.decode(answer[0].copiedBytes())
        guard case .refuse(let refuse) = frame.envelope.message else {
            Issue.record("no refusal but \(frame.envelope.message)")
            return
        }
        #expect(refuse.reason == .wrongVersion)
        #expect(refuse.acceptedMajor == 1)
        #expect(frame.envelope.epoch == 0x0303_0303_0303_0303)
    }

    /// The parts of the next message, waited for.
    private func message(at socket: Socket, patience: Interval) throws -> [MessagePart]? {
        let poller = Poller()
        poller.setSources([.socket(socket)])
        guard try poller.wait(milliseconds: Int(patience.milliseconds)) == 1,
            case .message(let parts) = try socket.receive(limits: limits)
        else { return nil }
        return parts
    }
    /// A refusal as a coordinator of version `major`.`minor` would send it.
    private func refusal(toEpochOf control: [UInt8], major: UInt8, minor: UInt8) -> [UInt8] {
        let epoch = control[16..<24].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let refuse = Refuse(
            reason: .wrongVersion, retryAfter: .zero, acceptedMajor: major, acceptedMinor: minor,
            acceptedBundle: nil)
        var bytes = FrameEncoder.encode(
            Envelope(epoch: epoch, sequence: 1, message: .refuse(refuse)), payloadByteCount: 0)
        (bytes[2], bytes[3]) = (major, minor)
        return bytes
    }
}
