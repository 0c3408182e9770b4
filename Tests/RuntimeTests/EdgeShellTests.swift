import EdgeCore
import Failsafe
import SansIO
import Session
import Testing
import Timekeeping
import ZeroMQ

@testable import Runtime

@Suite struct EdgeShellTests {
    @Test func `a transport that fails in the middle of a drive is a lost link, and ticks go on`()
        throws
    {
        let bench = try ShellBench()
        bench.shell.begin()
        #expect(bench.turn { bench.shell.link.source != nil })
        // Each later call on a socket of this context fails, the next opening first of all.
        bench.context.shutDown()
        #expect(bench.turn { bench.shell.link.counts.failures >= 2 })
        #expect(bench.shell.startFailure == nil)
        let count = bench.commandCount
        for _ in 0..<50 { #expect(bench.turn()) }
        #expect(bench.commandCount == count + 50)
        #expect(bench.shell.schedule.counts.missed == 0)
        let failures = bench.troubles.filter { $0.contains("connection ") }
        #expect(UInt64(failures.count) == bench.shell.link.counts.failures)
        let losses = bench.record.filter {
            if case .event(_, .sessionLost(.connectionClosed)) = $0 { true } else { false }
        }
        #expect(losses.count == failures.count)
    }

    @Test func `a transport that fails before the first connection ends the drive at once`() throws
    {
        let context = try Context(inputOutputThreads: 1)
        context.shutDown()
        let bench = try ShellBench(context: context)
        bench.shell.begin()
        #expect(!bench.turn { false })
        #expect(bench.shell.startFailure == .contextShutDown)
        #expect(!bench.shell.act())
    }

    @Test func `after its duration it stops, says so and stays for its farewells`() throws {
        let bench = try ShellBench(duration: .seconds(1))
        bench.shell.begin()
        for _ in 0..<50 { #expect(bench.turn()) }
        var turns = 0
        while bench.turn() { turns += 1 }
        // It stood all the time: one turn to see that, and 100 ms for the farewells.
        #expect((5...8).contains(turns))
        #expect(bench.shell.ending == .duration)
        #expect(bench.shell.isStanding)
    }

    @Test func `told to end it stops before it leaves`() throws {
        let bench = try ShellBench()
        bench.shell.begin()
        #expect(bench.turn())
        bench.shutdown.request()
        while bench.turn() {}
        #expect(bench.shell.ending == .asked)
        #expect(bench.shell.isStanding)
    }

    @Test func `a last stop has the time of the stops it may take`() {
        let failsafe = FailsafeConfiguration.car
        let shape = failsafe.comfortableStop.seconds(from: failsafe.setSpeed)
        let needed =
            Interval.milliseconds(Int64(shape * 1_000)) + failsafe.stopSlack
            + failsafe.standstillTime
        #expect(needed < Limits.lastStop)
    }
}
