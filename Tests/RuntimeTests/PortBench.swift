import EdgeCore
import Foundation
import Logging
import PortProtocol
import SansIO
import Testing
import Timekeeping
import ZeroMQ

@testable import Runtime

/// A port with its thread and its socket in a folder of its own, and machines that speak to it.
final class PortBench {
    let folder: URL
    let endpoint: String
    let context: Context
    let machine: PortedMachine
    let signals = Mailbox<SensorSignal>(limit: 64, doorbell: Doorbell())
    private var sequence: UInt64 = 0

    static let needs = MachineNeeds(
        agent: "car-1", bundle: "driving", bundleVersion: 4,
        camera: PortCamera(width: 4, height: 2, channels: 3, rateHertz: 10, isTriggered: false),
        state: [PortQuantity("speed", "m/s")], channels: MachineNeeds.driving, odometry: true,
        controlPeriod: 20_000, capturePeriod: 100_000)

    init(needs: MachineNeeds = PortBench.needs) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        endpoint = "ipc://" + folder.appendingPathComponent("p").path
        context = try Context(inputOutputThreads: 1)
        machine = try PortedMachine(
            endpoint: endpoint, needs: needs, context: context, logger: PortBench.quiet)
        machine.start { [signals] in signals.post($0) }
    }
    deinit {
        machine.stop()
        try? FileManager.default.removeItem(at: folder)
    }
    /// A logger that writes nowhere.
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A machine's end of the port.
    final class Peer {
        let socket: Socket
        private let poller = Poller()
        private let session: UInt64

        init(_ bench: PortBench, session: UInt64) throws {
            var options = SocketOptions.edgeDealer
            options.sendLimit = 64
            options.queuesOnlyToCompletedConnections = false
            socket = try Socket(.dealer, options: options, in: bench.context)
            try socket.connect(bench.endpoint)
            poller.setSources([.socket(socket)])
            self.session = session
        }
        func say(_ message: MachineMessage, parts: [[UInt8]] = []) throws {
            try say(bytes: PortFrame(session: session, message).encoded(), parts: parts)
        }
        func say(bytes: [UInt8], parts: [[UInt8]] = []) throws {
            let parts = ([bytes] + parts).map { MessagePart(copying: $0) }
            #expect(try socket.send(parts) == .sent)
        }
        /// The next message, within some seconds.
        func hear() throws -> MachineMessage {
            for _ in 0..<100 {
                let limits = MessageLimits(parts: 1, byteCount: 8_192)
                switch try socket.receive(limits: limits) {
                case .message(let parts):
                    let frame = try PortFrame(decoding: try #require(parts.first).copiedBytes())
                    #expect(frame.session == session || frame.session == 0)
                    return frame.message
                case .oversized: throw PortDecodeError.noSession
                case .nothing: try poller.wait(milliseconds: 100)
                }
            }
            throw PortDecodeError.truncated(needed: 1, found: 0)
        }
        /// The next message of a kind.
        func hear(_ kind: MachineMessage.Kind) throws -> MachineMessage {
            for _ in 0..<100 {
                let message = try hear()
                if message.kind == kind { return message }
            }
            throw PortDecodeError.unknownKind(kind.rawValue)
        }
        func greet(_ hello: PortHello = PortBench.hello) throws {
            try say(.hello(hello))
            #expect(try hear() == .welcome(PortBench.needs.welcome))
        }
    }
    static let hello = PortHello(
        name: "car", camera: needs.camera, hasOdometry: true, state: needs.state,
        channels: needs.channels)

    /// What the sensor told next, within some seconds.
    func told(_ count: Int) -> [SensorSignal] {
        var all: [SensorSignal] = []
        var taken: [SensorSignal] = []
        for _ in 0..<100 where all.count < count {
            signals.doorbell.wait(milliseconds: 100)
            signals.doorbell.clear()
            signals.takeAll(into: &taken)
            all += taken
        }
        return all
    }
    /// Whether `isTrue` becomes true within some seconds, with messages to and fro in between.
    func becomes(_ peer: Peer, _ isTrue: () -> Bool) throws -> Bool {
        for _ in 0..<1_000 where !isTrue() {
            // Each is answered, so that the port's thread has had a turn.
            try peer.say(.hello(PortBench.hello))
            _ = try peer.hear()
        }
        return isTrue()
    }
    func capture(exposure: Int64, bytes: UInt32 = 24) -> MachineMessage {
        sequence += 1
        return .capture(
            PortCapture(
                sequence: sequence, exposure: exposure, pictureByteCount: bytes, state: [1]))
    }
}
