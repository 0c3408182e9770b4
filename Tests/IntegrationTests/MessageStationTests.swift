import NetworkModel
import Randomness
import Runtime
import Simulation
import Testing
import Timekeeping
import ZeroMQ

@testable import tombolo

@Suite struct MessageStationTests {
    /// A client, the station, and what the station stands in front of.
    private final class Line {
        let station: MessageStation
        let client: Socket
        let target: Socket
        private let context: Context
        private let poller = Poller()
        private static let limits = MessageLimits(parts: 4, byteCount: 4_096)

        init() throws {
            context = try Context(inputOutputThreads: 1)
            target = try Socket(.router, options: .coordinatorRouter, in: context)
            let endpoint = try target.bind("tcp://127.0.0.1:*")
            station = try MessageStation(target: endpoint, seed: Seed(3))
            client = try Self.client(of: station, context)
        }
        func anotherClient() throws -> Socket { try Self.client(of: station, context) }
        private static func client(
            of station: MessageStation, _ context: Context
        ) throws -> Socket {
            var options = SocketOptions.workerDealer
            options.queuesOnlyToCompletedConnections = false
            let client = try Socket(.dealer, options: options, in: context)
            try client.connect("tcp://127.0.0.1:\(station.port)")
            return client
        }
        func meddle(_ tampering: Tampering, _ direction: LinkDirection) {
            station.meddle(
                MessageStation.Meddling(tampering: tampering, share: 1, direction: direction))
        }
        func say(_ bytes: [UInt8]) throws {
            #expect(try client.send([MessagePart(copying: bytes)]) == .sent)
        }
        func answer(_ bytes: [UInt8], to identity: MessagePart) throws {
            #expect(try target.send([identity, MessagePart(copying: bytes)]) == .sent)
        }
        /// The next message at `socket`.
        func hear(_ socket: Socket) throws -> [MessagePart] {
            poller.setSources([.socket(socket)])
            for _ in 0..<500 {
                if case .message(let parts) = try socket.receive(limits: Self.limits) {
                    return parts
                }
                try poller.wait(milliseconds: 20)
            }
            Issue.record("nothing came")
            return []
        }
        func heard(_ socket: Socket) throws -> [UInt8] {
            try hear(socket).last?.copiedBytes() ?? []
        }
        func close() {
            station.close()
            client.close()
            target.close()
        }
    }

    @Test func `passes messages on both ways as they are`() throws {
        let line = try Line()
        defer { line.close() }
        try line.say([1, 2, 3])
        let parts = try line.hear(line.target)
        #expect(parts.last?.copiedBytes() == [1, 2, 3])
        try line.answer([4, 5], to: try #require(parts.first))
        #expect(try line.heard(line.client) == [4, 5])
        #expect(line.station.count == 0)
    }
    @Test func `a client that is gone takes its own connection along and no other's`() throws {
        let line = try Line()
        defer { line.close() }
        try line.say([1])
        let identity = try #require(try line.hear(line.target).first)
        line.client.close()
        let other = try line.anotherClient()
        defer { other.close() }
        for number in 0..<20 as Range<UInt8> {
            // The router may have heard by then that nobody is there.
            _ = try line.target.send([identity, MessagePart(copying: [number])])
            #expect(try other.send([MessagePart(copying: [number])]) == .sent)
            #expect(try line.heard(line.target) == [number])
        }
    }
    @Test func `inverts one bit, and of the way that is meant alone`() throws {
        let line = try Line()
        defer { line.close() }
        line.meddle(.corrupted, .up)
        try line.say([0, 0, 0, 0])
        let parts = try line.hear(line.target)
        let bytes = try #require(parts.last).copiedBytes()
        #expect(bytes.count == 4 && bytes.map(\.nonzeroBitCount).reduce(0, +) == 1)
        #expect(line.station.count == 1)
        try line.answer([0, 0], to: try #require(parts.first))
        #expect(try line.heard(line.client) == [0, 0])
        // Down, who it is for stays as it is: it would be nobody's else.
        line.meddle(.corrupted, .down)
        try line.answer([0, 0], to: try #require(parts.first))
        #expect(try line.heard(line.client).map(\.nonzeroBitCount).reduce(0, +) == 1)
    }
    @Test func `doubles, replays and reorders`() throws {
        let line = try Line()
        defer { line.close() }
        line.meddle(.duplicated, .up)
        try line.say([1])
        #expect(try line.heard(line.target) == [1])
        #expect(try line.heard(line.target) == [1])
        line.meddle(.replayed(after: .milliseconds(30)), .up)
        try line.say([2])
        #expect(try line.heard(line.target) == [2])
        #expect(try line.heard(line.target) == [2])
        line.meddle(.reordered, .up)
        try line.say([3])
        // It is held until the next one has passed.
        while line.station.count < 3 { try line.target.hasNothing() }
        line.station.meddle(nil)
        try line.say([4])
        #expect(try line.heard(line.target) == [4])
        #expect(try line.heard(line.target) == [3])
    }
}

extension Socket {
    /// Has nothing to read just now.
    fileprivate func hasNothing() throws {
        let poller = Poller()
        poller.setSources([.socket(self)])
        #expect(try poller.wait(milliseconds: 5) == 0)
    }
}
