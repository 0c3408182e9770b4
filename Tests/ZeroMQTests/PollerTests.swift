import Glibc
import Testing
import ZeroMQ

@Suite struct PollerTests {
    @Test func `tells which of several sources is ready`() throws {
        let first = try Wakeup()
        let second = try Wakeup()
        let poller = Poller()
        poller.setSources([.socket(first.far), .socket(second.far)])
        #expect(try poller.wait(milliseconds: 0) == 0)
        #expect(try second.near.send([part("")]) == .sent)
        #expect(try poller.wait(milliseconds: patience) == 1)
        #expect(!poller.isReady(0) && poller.isReady(1))
        #expect(try first.near.send([part("")]) == .sent)
        #expect(try poller.wait(milliseconds: patience) == 2)
    }

    @Test func `wakes from another thread`() async throws {
        let context = try Context(inputOutputThreads: 1)
        let near = try Socket(.pair, options: .wakeupPair, in: context)
        try near.bind("inproc://wakeup")
        let task = Task {
            let far = try Socket(.pair, options: .wakeupPair, in: context)
            try far.connect("inproc://wakeup")
            return try far.send([part("wake")])
        }
        #expect(try await task.value == .sent)
        #expect(try receiveParts(near) == [Array("wake".utf8)])
    }

    @Test func `waits for a file descriptor`() throws {
        var ends: [Int32] = [-1, -1]
        let made = unsafe pipe(&ends)
        try #require(made == 0)
        defer { for end in ends { close(end) } }
        let poller = Poller()
        poller.setSources([.descriptor(ends[0])])
        let idle = try poller.wait(milliseconds: 0)
        #expect(idle == 0)
        let written = unsafe write(ends[1], [UInt8(1)], 1)
        #expect(written == 1)
        #expect(try poller.wait(milliseconds: patience) == 1)
        #expect(poller.isReady(0))
    }

    @Test func `refuses to poll a closed socket`() throws {
        let wakeup = try Wakeup()
        let poller = Poller()
        poller.setSources([.socket(wakeup.far)])
        wakeup.far.close()
        #expect(throws: ZeroMQError.self) { try poller.wait(milliseconds: 0) }
    }

    @Test func `takes as many sources as its limit and stops a caller with more`() async throws {
        let poller = Poller()
        let wakeup = try Wakeup()
        let sources = Array(
            repeating: Poller.Source.socket(wakeup.far), count: ZeroMQLimits.pollSources)
        poller.setSources(sources)
        #expect(try poller.wait(milliseconds: 0) == 0)
        await #expect(processExitsWith: .failure) {
            Poller().setSources(
                Array(repeating: .descriptor(0), count: ZeroMQLimits.pollSources + 1))
        }
    }
}
