import Glibc
import LinkFiles
import NetworkModel
import Randomness
import Testing
import Timekeeping

@testable import Relay

/// The relay between real sockets. What takes time waits for what is to come, with patience.
@Suite(.serialized) struct RelayTests {
    private func relay(
        _ profile: LinkProfile, to endpoint: String, limit: Int = Limits.connections,
        control: String? = nil, events: [LinkEvent] = []
    ) throws -> LinkRelay {
        var configuration = RelayConfiguration(
            scenario: LinkScenario(
                name: "test", about: "", seed: Seed(7), duration: .seconds(600), profile: profile,
                events: events),
            target: endpoint)
        configuration.connectionLimit = limit
        configuration.control = control
        return try LinkRelay(configuration)
    }
    private func bytes(_ count: Int, _ seed: UInt64) -> [UInt8] {
        var random = Seed(seed).stream("bytes")
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
    private var lossy: LinkProfile {
        var both = DirectionConditions(delay: .milliseconds(1))
        both.jitter = Jitter(
            law: .uniform(.zero, .milliseconds(3)), correlation: .milliseconds(20))
        both.loss = .independent(0.03)
        return LinkProfile(
            name: "lossy", about: "", conditions: LinkConditions(up: both, down: both))
    }

    @Test func `bytes come back complete and in order, through loss and jitter`() async throws {
        let echo = try EchoTarget()
        let relay = try relay(lossy, to: echo.endpoint)
        let caller = try Caller(relay.endpoint)
        let said = bytes(300_000, 1)
        #expect(caller.write(said))
        caller.finish()
        #expect(caller.read(said.count) == said)
        #expect(caller.ending() == 0)
        let counts = relay.close()
        #expect(counts.bytesUp == 300_000 && counts.bytesDown == 300_000)
        #expect(counts.segmentsLost > 0 && counts.chunksDelayed > 0)
    }
    @Test func `a perfect link carries megabytes both ways at once`() async throws {
        let echo = try EchoTarget()
        let relay = try relay(.perfect, to: echo.endpoint)
        let caller = try Caller(relay.endpoint)
        let said = bytes(8 << 20, 2)
        let writer = try RelayThread { [descriptor = caller.descriptor] in
            var done = 0
            while done < said.count {
                let count = unsafe said[done...].withUnsafeBytes {
                    unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                done += count
            }
        }
        #expect(caller.read(said.count) == said)
        writer.join()
        #expect(relay.close().chunksDelayed == 0)
    }
    @Test func `a delay is as long as the profile says, and not much longer`() throws {
        let echo = try EchoTarget()
        let relay = try relay(.rtt200, to: echo.endpoint)
        let caller = try Caller(relay.endpoint)
        var fastest = UInt64.max
        for round in 0..<4 {
            let begin = SystemCall.now()
            #expect(caller.write([UInt8(round)]) && caller.read(1) == [UInt8(round)])
            if round > 0 { fastest = min(fastest, SystemCall.now() - begin) }
        }
        #expect(fastest >= 200_000_000)
        // A busy machine adds some; the fastest of three has little of it.
        #expect(fastest < 400_000_000, "\(fastest)")
        #expect(relay.close().bytesDown == 4)
    }
    @Test func `a cut lets nothing through, and a healed link all of it`() async throws {
        let echo = try EchoTarget()
        let relay = try relay(.perfect, to: echo.endpoint)
        let caller = try Caller(relay.endpoint)
        #expect(caller.write([1]) && caller.read(1) == [1])
        try await relay.perform(.event(.change(.cut(for: .max), LinkDirection.allCases)))
        #expect(caller.write([2, 3]))
        #expect(!caller.hears(within: 300))
        let counts = try await relay.perform(
            .event(.change(.heal, LinkDirection.allCases)))
        #expect(counts.cutUp >= .milliseconds(300) && counts.segmentsLost > 0)
        #expect(caller.read(2) == [2, 3])
    }
    @Test func `a reset, a close and a refused connection look like it to who connected`()
        async throws
    {
        let echo = try EchoTarget()
        let relay = try relay(.perfect, to: echo.endpoint)
        let first = try Caller(relay.endpoint)
        #expect(first.write([1]) && first.read(1) == [1])
        try await relay.perform(.event(.connection(.reset)))
        #expect(first.ending() == ECONNRESET)
        let second = try Caller(relay.endpoint)
        #expect(second.write([1]) && second.read(1) == [1])
        try await relay.perform(.close)
        #expect(second.ending() == 0)
        try await relay.perform(.admission(.refuse))
        let third = try? Caller(relay.endpoint)
        #expect(third == nil || third?.ending() == ECONNRESET)
        try await relay.perform(.admission(.silent))
        let fourth = try Caller(relay.endpoint)
        #expect(fourth.write([4]) && !fourth.hears(within: 200))
        try await relay.perform(.admission(.open))
        #expect(fourth.read(1) == [4])
        let counts = relay.close()
        #expect(counts.resets == 1 && counts.refusedByOrder == 1)
    }
    @Test func `a target that is not there is told by a reset, and may come later`() throws {
        let echo = try EchoTarget()
        let gone = try EchoTarget()
        gone.close()
        let lost = try relay(.perfect, to: gone.endpoint)
        let caller = try Caller(lost.endpoint)
        #expect(caller.ending() == ECONNRESET)
        #expect(lost.close().refusedByTarget == 1)
        let relay = try relay(.perfect, to: echo.endpoint)
        let second = try Caller(relay.endpoint)
        #expect(second.write([9]) && second.read(1) == [9])
    }
    @Test func `a reader that stops stops the writer, and memory is bounded`() async throws {
        let target = try EchoTarget(.readsNothing)
        let relay = try relay(.perfect, to: target.endpoint)
        let caller = try Caller(relay.endpoint)
        _ = fcntl(caller.descriptor, F_SETFL, O_NONBLOCK)
        let chunk = [UInt8](repeating: 5, count: 64 << 10)
        var idle = 0
        var total = 0
        while idle < 20, total < 1 << 30 {
            let count = unsafe chunk.withUnsafeBytes {
                unsafe send(caller.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            total += max(count, 0)
            idle = count > 0 ? 0 : idle + 1
            if count <= 0 { _ = poll(nil, 0, 20) }
        }
        let counts = try await relay.counts()
        #expect(idle == 20 && counts.waits >= 1)
        // The kernel's buffers of both connections, and ours.
        #expect(total < 64 << 20, "\(total)")
    }
    @Test func `a thousand connections at once are relayed, counted and let go`() async throws {
        var limits = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        unsafe getrlimit(resource, &limits)
        limits.rlim_cur = limits.rlim_max
        unsafe setrlimit(resource, &limits)
        let count = 1_000
        try #require(Int(clamping: limits.rlim_cur) > 4 * count + 200, "descriptors")
        let echo = try EchoTarget()
        let relay = try relay(.officeWiFi, to: echo.endpoint)
        var callers: [Caller] = []
        for _ in 0..<count { callers.append(try Caller(relay.endpoint)) }
        for (index, caller) in callers.enumerated() {
            #expect(caller.write([UInt8(truncatingIfNeeded: index), 1]))
        }
        for (index, caller) in callers.enumerated() {
            #expect(caller.read(2) == [UInt8(truncatingIfNeeded: index), 1])
        }
        var counts = try await relay.counts()
        #expect(counts.connections == 1_000 && counts.open == 1_000)
        callers.removeAll()
        for _ in 0..<1_000 where counts.open > 0 {
            _ = poll(nil, 0, 10)
            counts = try await relay.counts()
        }
        #expect(counts.open == 0 && counts.bytesUp == 2_000 && counts.bytesDown == 2_000)
    }
    @Test func `the control socket does what it is told, and says what it does not understand`()
        throws
    {
        let path = "/tmp/tombolo-relay-\(getpid()).sock"
        let echo = try EchoTarget()
        for control in ["tcp://127.0.0.1:0", "unix:\(path)"] {
            let relay = try relay(.perfect, to: echo.endpoint, control: control)
            let desk = try Caller(try #require(relay.controlEndpoint))
            func ask(_ line: String) -> String {
                guard desk.write(Array((line + "\n").utf8)) else { return "gone" }
                var answer: [UInt8] = []
                while answer.last != 10, let byte = desk.read(1).first { answer.append(byte) }
                return String(decoding: answer, as: UTF8.self)
            }
            let caller = try Caller(relay.endpoint)
            #expect(caller.write([1]) && caller.read(1) == [1])
            #expect(ask(#"{"cut": "both"}"#).hasPrefix(#"{"ok": true, "counts": {"#))
            #expect(caller.write([2]) && !caller.hears(within: 100))
            #expect(ask("rubbish").hasPrefix(#"{"ok": false, "problem": "no JSON"#))
            #expect(ask(#"{"cut": "left"}"#).contains("choose one of: up, down, both"))
            #expect(ask(#"{"counts": true}"#).contains(#""open": 1,"#))
            #expect(ask(#"{"heal": "both"}"#).contains("true"))
            #expect(caller.read(1) == [2])
            // A line without an end is not collected for ever.
            #expect(
                !desk.write([UInt8](repeating: 65, count: 1 << 20)) || desk.ending() != EAGAIN)
            relay.close()
        }
        #expect(unsafe access(path, F_OK) != 0, "the socket's file is gone")
    }
    @Test func `no endpoint, and one that is taken, are told`() throws {
        let echo = try EchoTarget()
        for bad in [
            "", "tcp://", "tcp://127.0.0.1", "127.0.0.1:5", "tcp://127.0.0.1:65536", "tcp://:5",
        ] {
            #expect(throws: RelayError.badEndpoint(bad)) { try relay(.perfect, to: bad) }
        }
        var configuration = RelayConfiguration(
            scenario: LinkScenario(
                name: "test", about: "", seed: Seed(7), duration: .seconds(600),
                profile: .perfect, events: []), target: echo.endpoint)
        configuration.listen = echo.endpoint
        #expect(throws: RelayError.cannotListen(endpoint: echo.endpoint, code: EADDRINUSE)) {
            try LinkRelay(configuration)
        }
    }
    @Test func `a closed relay answers that it is closed, and leaves no descriptor`() async throws {
        func open() -> Int { (0..<4_096).count { fcntl($0, F_GETFD) >= 0 } }
        let before = open()
        let counts = try await { () async throws -> RelayCounts in
            let echo = try EchoTarget()
            let relay = try relay(.perfect, to: echo.endpoint, control: "tcp://127.0.0.1:0")
            let caller = try Caller(relay.endpoint)
            #expect(caller.write([1]) && caller.read(1) == [1])
            relay.close()
            await #expect(throws: RelayError.closed) { try await relay.counts() }
            return relay.close()
        }()
        #expect(counts.connections == 1)
        #expect(open() <= before)
    }
}
