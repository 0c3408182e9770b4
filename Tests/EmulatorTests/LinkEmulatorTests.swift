import Glibc
import LinkFiles
import NetworkModel
import Randomness
import Relay
import Testing
import Timekeeping

@testable import Emulator

/// The emulator with the system's own TCP over it. For root with TUN devices only; elsewhere it
/// says that it is skipped. What takes time waits for what is to come, with patience.
@Suite(
    .serialized,
    .enabled(if: Emulating.isPossible, "needs root and /dev/net/tun: skipped"))
struct LinkEmulatorTests {
    private static func emulator(
        _ profile: LinkProfile, isShared: Bool = true, events: [LinkEvent] = []
    ) throws(EmulatorError) -> LinkEmulator {
        var configuration = EmulatorConfiguration(
            scenario: LinkScenario(
                name: "test", about: "", seed: Seed(7), duration: .seconds(600), profile: profile,
                events: events),
            far: try NetworkNamespace())
        configuration.isShared = isShared
        return try LinkEmulator(configuration)
    }
    /// A listener at the far end, a caller at the device.
    private struct Ends {
        let listener: Socket
        let caller: Socket
        let port: UInt16

        init(_ emulator: LinkEmulator) throws {
            listener = try emulator.far.enter { Socket() }
            port = listener.listen(at: emulator.farAddress)
            caller = try emulator.near.enter { Socket() }
        }
    }
    private func profile(_ change: (inout DirectionConditions) -> Void) -> LinkProfile {
        var both = DirectionConditions(delay: .milliseconds(2))
        change(&both)
        return LinkProfile(
            name: "test", about: "", conditions: LinkConditions(up: both, down: both))
    }
    private static let both = LinkDirection.allCases

    @Test func `the system's TCP brings everything through loss, wrong bits, copies and disorder`()
        throws
    {
        let emulator = try Self.emulator(
            profile {
                $0.loss = .independent(0.02)
                $0.corruption = 0.01
                $0.duplication = 0.02
                $0.reordering = Reordering(share: 0.02, lateness: .milliseconds(5))
            })
        let ends = try Ends(emulator)
        #expect(ends.caller.connect(to: emulator.farAddress, ends.port) == 0)
        let served = try #require(ends.listener.accept())
        var random = Seed(5).stream("bytes")
        let said = (0..<200_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        for part in 0..<4 {
            let bytes = Array(said[part * 50_000..<(part + 1) * 50_000])
            #expect(ends.caller.write(bytes) && served.read(bytes.count) == bytes)
            #expect(served.write(bytes) && ends.caller.read(bytes.count) == bytes)
        }
        let counts = emulator.close()
        for counts in [counts.up, counts.down] {
            #expect(counts.dropped(.loss) > 0 && counts.copies > 0 && counts.corrupted > 0)
            #expect(counts.delivered > 100)
        }
        #expect(counts.untaken == 0 && counts.unheld == 0)
    }
    @Test func `a round trip takes as long as the link says, from the first packet on`() throws {
        let emulator = try Self.emulator(.rtt200)
        let ends = try Ends(emulator)
        let begin = SystemCall.now()
        #expect(ends.caller.connect(to: emulator.farAddress, ends.port) == 0)
        let opened = SystemCall.now()
        #expect(opened - begin >= 200_000_000, "a relay would have answered at once")
        let served = try #require(ends.listener.accept())
        #expect(ends.caller.write([1]) && served.read(1) == [1] && served.write([2]))
        #expect(ends.caller.read(1) == [2])
        #expect(SystemCall.now() - opened >= 200_000_000)
    }
    @Test func `a SYN is lost in a cut, which a relay cannot do, and tried again after it`()
        async throws
    {
        let emulator = try Self.emulator(.perfect)
        let ends = try Ends(emulator)
        try await emulator.perform(.change(.cut(for: .max), Self.both))
        ends.caller.becomeNonBlocking()
        #expect(ends.caller.connect(to: emulator.farAddress, ends.port) == EINPROGRESS)
        #expect(!ends.caller.stands(within: 300))
        #expect(try await emulator.counts().up.dropped(.cut) > 0)
        try await emulator.perform(.change(.heal, Self.both))
        #expect(ends.caller.stands(within: 20_000) && ends.listener.accept() != nil)

        // The same with a relay: the system finishes the handshake whatever the link does.
        let target = Socket()
        let port = target.listen(at: InternetAddress(bits: 127 << 24 | 1))
        let relay = try LinkRelay(
            RelayConfiguration(
                scenario: LinkScenario(
                    name: "cut", about: "", seed: Seed(1), duration: .seconds(9),
                    profile: .perfect, events: []), target: "tcp://127.0.0.1:\(port)"))
        try await relay.perform(.event(.change(.cut(for: .max), Self.both)))
        let caller = Socket()
        #expect(caller.connect(to: InternetAddress(bits: 127 << 24 | 1), relay.port) == 0)
        #expect(!target.hears(within: 100))
    }
    @Test func `a cut lets nothing through, and a healed link all of it`() async throws {
        let emulator = try Self.emulator(.perfect)
        let ends = try Ends(emulator)
        #expect(ends.caller.connect(to: emulator.farAddress, ends.port) == 0)
        let served = try #require(ends.listener.accept())
        #expect(ends.caller.write([1]) && served.read(1) == [1])
        try await emulator.perform(.change(.cut(for: .max), [.up]))
        #expect(ends.caller.write([2]) && !served.hears(within: 200))
        #expect(served.write([3]) && ends.caller.read(1) == [3], "the way down is not cut")
        try await emulator.perform(.change(.heal, Self.both))
        #expect(served.read(1) == [2])
    }
    @Test func `connections in parallel over links of their own all get their plans`() throws {
        let emulator = try Self.emulator(
            profile {
                $0.loss = .independent(0.03)
                $0.rate = .constant(bitsPerSecond: 1_000_000)
            }, isShared: false)
        let ends = try Ends(emulator)
        var pairs: [(caller: Socket, served: Socket)] = []
        for _ in 0..<16 {
            let caller = try emulator.near.enter { Socket() }
            #expect(caller.connect(to: emulator.farAddress, ends.port) == 0)
            pairs.append((caller, try #require(ends.listener.accept())))
        }
        for round in 0..<10 as Range<UInt8> {
            for pair in pairs {
                #expect(pair.caller.write([UInt8](repeating: round, count: 2_048)))
            }
            for pair in pairs {
                #expect(pair.served.read(2_048).last == round)
                #expect(pair.served.write([UInt8](repeating: round, count: 200)))
            }
            for pair in pairs { #expect(pair.caller.read(200).last == round) }
        }
        let counts = emulator.close()
        #expect(counts.flows == 16 && counts.up.dropped(.loss) + counts.down.dropped(.loss) > 0)
    }
    @Test func `a command runs in a network that has the link and nothing else`() throws {
        let emulator = try Self.emulator(.perfect)
        func status(_ script: String) throws -> Int32 {
            try NamespaceProcess(["sh", "-c", script], in: emulator.near).wait()
        }
        #expect(try status("exit 7") == 7)
        #expect(try status("kill -TERM $$") == 128 + SIGTERM)
        // Two devices, by the two lines of headings above them.
        #expect(
            try status("test $(wc -l < /proc/net/dev) = 4 && grep -q tombolo /proc/net/dev") == 0)
        #expect(throws: EmulatorError.noCommand("/no/such/program", code: ENOENT)) {
            try NamespaceProcess(["/no/such/program"], in: emulator.near)
        }
        let sleeper = try NamespaceProcess(["sleep", "600"], in: emulator.near)
        sleeper.send(signal: SIGTERM)
        #expect(sleeper.wait() == 128 + SIGTERM)
    }
    @Test func `two emulators beside each other have two networks, and nothing is left of either`()
        throws
    {
        func devices(_ namespace: NetworkNamespace) throws -> Int32 {
            try NamespaceProcess(
                ["sh", "-c", "exit $(grep -c tombolo /proc/net/dev)"], in: namespace
            ).wait()
        }
        let far = try NetworkNamespace()
        try {
            let scenario = LinkScenario(
                name: "test", about: "", seed: Seed(7), duration: .seconds(600),
                profile: .perfect, events: [])
            let first = try LinkEmulator(EmulatorConfiguration(scenario: scenario, far: far))
            let second = try LinkEmulator(EmulatorConfiguration(scenario: scenario, far: far))
            #expect(first.farAddress.description == "10.77.0.1")
            #expect(second.nearAddress.description == "10.77.1.2")
            #expect(try devices(far) == 2 && devices(first.near) == 1)
            first.close()
            #expect(try devices(far) == 1 && devices(first.near) == 0)
        }()
        #expect(try devices(far) == 0)
    }
    @Test func `a closed emulator answers that it is closed`() async throws {
        let emulator = try Self.emulator(.perfect)
        emulator.close()
        await #expect(throws: EmulatorError.closed) { try await emulator.counts() }
    }
}
