import Glibc
import LinkFiles
import Randomness
import Synchronization
import Testing
import Timekeeping

@testable import Relay

/// What goes wrong around a relay: targets that refuse, a system without descriptors.
@Suite(.serialized) struct RelayTroubleTests {
    /// Lines that a relay told.
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func append(_ line: String) { lines.withLock { $0.append(line) } }
    }
    private static func configuration(to endpoint: String) -> RelayConfiguration {
        RelayConfiguration(
            scenario: LinkScenario(
                name: "test", about: "", seed: Seed(7), duration: .seconds(600),
                profile: .perfect, events: []), target: endpoint)
    }

    @Test func `a target that refuses is told once in a while, and tried again each time`()
        async throws
    {
        let gone = try EchoTarget()
        gone.close()
        let lines = Lines()
        var configuration = Self.configuration(to: gone.endpoint)
        configuration.complain = { lines.append($0) }
        let relay = try LinkRelay(configuration)
        for _ in 0..<3 {
            let caller = try Caller(relay.endpoint)
            #expect(caller.ending() == ECONNRESET)
        }
        #expect(lines.all.count == 1)
        #expect(lines.all.first?.contains("\(gone.endpoint) took no connection") == true)
        let echo = try EchoTarget(at: gone.port)
        let caller = try Caller(relay.endpoint)
        #expect(caller.write([9]) && caller.read(1) == [9])
        #expect(relay.close().refusedByTarget == 3)
        echo.close()
    }
    @Test func `a trouble is told every ten seconds with its count, each kind by itself`() {
        let lines = Lines()
        var troubles = RelayTroubles(target: "tcp://a:1") { lines.append($0) }
        for second: UInt64 in 0..<25 {
            troubles.noteRefusal(ECONNREFUSED, at: .milliseconds(second * 1_000))
        }
        troubles.noteOutOfDescriptors(EMFILE, at: .milliseconds(24_000))
        troubles.noteOutOfDescriptors(EMFILE, at: .milliseconds(25_000))
        let counts = lines.all.prefix(3).map { line in
            ["1", "11", "21"].first { line.contains("), \($0) so far") }
        }
        #expect(counts == ["1", "11", "21"])
        #expect(lines.all.count == 4 && troubles.outOfDescriptors == 2)
    }
    @Test func `without a descriptor left those who are there go on, and who came waits`() async {
        // In a process of its own: nobody else is to run out of them.
        await #expect(processExitsWith: .success) {
            let echo = try EchoTarget()
            let relay = try LinkRelay(RelayTroubleTests.configuration(to: echo.endpoint))
            let callers = try (0..<3).map { _ in try Caller(relay.endpoint) }
            func allAnswer(_ byte: UInt8) -> Bool {
                callers.allSatisfy { $0.write([byte]) && $0.read(1) == [byte] }
            }
            try #require(allAnswer(1))
            var limits = rlimit(rlim_cur: 256, rlim_max: 256)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
            var fillers: [Int32] = []
            while let filler = Optional(dup(callers[0].descriptor)), filler >= 0 {
                fillers.append(filler)
            }
            // One for the caller's own end, none for the relay's.
            close(fillers.removeLast())
            let late = try Caller(relay.endpoint)
            try #require(late.write([7]))
            var counts = try await relay.counts()
            for _ in 0..<2_000 where counts.outOfDescriptors == 0 {
                _ = poll(nil, 0, 5)
                counts = try await relay.counts()
            }
            try #require(counts.outOfDescriptors > 0 && allAnswer(2))
            for filler in fillers { close(filler) }
            try #require(late.read(1) == [7] && allAnswer(3))
        }
    }
}
