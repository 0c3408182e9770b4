import EdgeCore
import Failsafe
import Motion
import SansIO
import Session
import Synchronization
import Testing
import Timekeeping
import Wire
import ZeroMQ

@testable import Runtime

@Suite struct EdgeShellTests {
    @Test func `a transport that fails in the middle of a drive is a lost link, and ticks go on`()
        throws
    {
        let bench = try ShellBench()
        bench.shell.begin()
        #expect(bench.turn { bench.shell.links.isAnyThere })
        // Each later call on a socket of this context fails, the next opening first of all.
        bench.context.shutDown()
        #expect(bench.turn { bench.shell.links.counts.failures >= 2 })
        #expect(bench.shell.startFailure == nil)
        let count = bench.commandCount
        for _ in 0..<50 { #expect(bench.turn()) }
        #expect(bench.commandCount == count + 50)
        #expect(bench.shell.schedule.counts.missed == 0)
        let failures = bench.troubles.filter { $0.contains("connection ") }
        #expect(UInt64(failures.count) == bench.shell.links.counts.failures)
        let losses = bench.record.filter {
            if case .event(_, .sessionLost(.connectionClosed, _)) = $0 { true } else { false }
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

    @Test(arguments: [1.0, 5, 13.9])
    func `before the road's end it stops while there is road enough for it`(speed: Double) throws {
        let stop = FailsafeConfiguration.car.comfortableStop
        let remaining = Mutex(stop.metres(from: speed) + Limits.roadEndMargin + 0.5)
        let bench = try ShellBench {
            DriveGlimpse(
                pose: .identity, speed: speed, distance: 0,
                remaining: remaining.withLock { $0 }, collisions: 0, offRoadSeconds: 0,
                isFinished: false)
        }
        bench.shell.begin()
        for _ in 0..<3 { #expect(bench.turn()) }
        guard case .driving = bench.shell.phase else {
            Issue.record("it drives while there is road enough")
            return
        }
        remaining.withLock { $0 -= 1 }
        #expect(bench.turn())
        guard case .stopping = bench.shell.phase else {
            Issue.record("it stops")
            return
        }
        while bench.turn() {}
        #expect(bench.shell.ending == .roadEnd)
        #expect(bench.shell.isStanding)
    }

    @Test(arguments: [false, true])
    func `a pace goes to a camera that is triggered, and to the core's choice otherwise`(
        isTriggered: Bool
    ) throws {
        let bench = try ShellBench(isTriggered: isTriggered)
        bench.shell.begin()
        bench.establish()
        let pace = Pace(
            capturePeriod: .milliseconds(200), credit: 1, reason: .overload,
            origin: bench.now.nanoseconds)
        bench.shell.feed(.received(bench.frame(.pace(pace), sequence: 1)))
        for id in 0..<4 as Range<UInt64> {
            bench.shell.take(.exposed(CaptureID(id), at: bench.now))
            bench.shell.take(.headFinished(CaptureID(id), nil, latent: []))
            bench.pass(.milliseconds(100))
        }
        #expect(bench.shell.machine.fates.skipped == (isTriggered ? 0 : 2))
        #expect(bench.ports.paces.withLock { $0 } == (isTriggered ? [.milliseconds(200)] : []))
    }

    @Test func `why a frame cannot be read is told to the record`() throws {
        let bench = try ShellBench()
        bench.shell.begin()
        let input = bench.shell.input(for: .failure(.wrongMagic(7)))
        #expect(input == .malformedFrame)
        #expect(bench.turn())
        let errors = bench.record.compactMap {
            if case .undecodable(_, let error) = $0 { error } else { nil }
        }
        #expect(errors == [.wrongMagic(7)])
    }

    @Test func `news of a capture that comes 300 ms late makes its plan 300 ms older`() throws {
        let bench = try ShellBench()
        bench.shell.begin()
        let exposure = bench.now
        bench.pass(.milliseconds(300))
        bench.shell.take(.exposed(CaptureID(0), at: exposure))
        bench.shell.take(.headFinished(CaptureID(0), bench.plan, latent: []))
        #expect(bench.turn())
        let ages = bench.record.compactMap { record -> Interval? in
            if case .event(_, .localPlanTaken(_, let age)) = record { age } else { nil }
        }
        #expect(ages == [.milliseconds(300)])
    }

    @Test func `however many pictures come, an answer of the compute thread finds its place`()
        throws
    {
        let bench = try ShellBench()
        bench.shell.begin()
        let shell = bench.shell
        let now = bench.now
        // Each another moment of the past: none may be that of another.
        let moment = { (id: UInt64) in now - .nanoseconds(Int64(1_000 - id)) }
        shell.signals.post(.exposed(CaptureID(0), at: moment(0)))
        shell.signals.post(.picture(CaptureID(0), bench.frame))
        #expect(bench.turn())
        // The head is on its way; meanwhile the camera goes wild and nobody listens.
        for id in 1..<200 as Range<UInt64> {
            shell.signals.post(.exposed(CaptureID(id), at: moment(id)))
        }
        #expect(shell.signals.refused > 0)
        let isDone = bench.turn { shell.machine.fates.lost == 1 }
        #expect(isDone, "the first capture went through the head and had no session to go to")
        #expect(shell.wantedHead.map { $0 > CaptureID(0) } == true, "the head is free again")
        #expect(shell.answers.refused == 0)
        #expect(shell.machine.fates.isBalanced)
    }

    @Test func `a capture whose picture was lost gives the head to the next and is counted`() throws
    {
        let bench = try ShellBench()
        bench.shell.begin()
        let shell = bench.shell
        shell.signals.post(.exposed(CaptureID(0), at: bench.now))
        #expect(bench.turn())
        #expect(shell.wantedHead == CaptureID(0))
        shell.signals.post(.exposed(CaptureID(1), at: bench.now))
        shell.signals.post(.picture(CaptureID(1), bench.frame))
        #expect(bench.turn())
        let isDone = bench.turn { shell.machine.fates.lost == 1 }
        #expect(isDone, "the second went through the head and had no session to go to")
        #expect(shell.machine.fates.rejected == 1)
        #expect(shell.drops.missingPictures == 1)
        #expect(shell.machine.fates.isBalanced)
        // The camera itself may say so, too.
        shell.signals.post(.exposed(CaptureID(2), at: bench.now))
        shell.signals.post(.failed(CaptureID(2)))
        for _ in 0..<3 { #expect(bench.turn()) }
        #expect(shell.machine.fates.rejected == 2)
        #expect(shell.drops.missingPictures == 2)
    }

    @Test func `a capture for whose bytes there is no room is not taken and counted`() throws {
        let bench = try ShellBench()
        bench.shell.begin()
        for id in 0..<UInt64(Limits.heldCaptures) {
            _ = bench.shell.captures.reserve(CaptureID(id))
        }
        bench.shell.take(.exposed(CaptureID(100), at: bench.now))
        #expect(bench.shell.drops.unheldCaptures == 1)
        #expect(bench.shell.machine.fates.captured == 0)
    }

    @Test func `records wait for a recorder that is slow, up to their bound, and ticks do not`()
        throws
    {
        let bench = try ShellBench()
        bench.shell.begin()
        let (started, gate) = (Doorbell(), Doorbell())
        let recorder = NamedThread("recorder", priority: .ordinary) { [records = bench.records] in
            records.holdingContents {
                started.ring()
                gate.wait(milliseconds: 60_000)
            }
        }
        started.wait(milliseconds: 10_000)
        for _ in 0..<(Limits.records + 100) { #expect(bench.turn()) }
        gate.ring()
        recorder.join()
        #expect(bench.commandCount == Limits.records + 100)
        #expect(bench.shell.schedule.counts.missed == 0)
        #expect(bench.shell.backlog.lost >= 100)
        #expect(bench.turn())
        #expect(bench.record.count >= Limits.records)
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
