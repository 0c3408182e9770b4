import EdgeCore
import Failsafe
import SansIO
import Synchronization
import Testing
import Timekeeping

@testable import Runtime

/// What the shell makes of sensors and actuators that do not do their part.
@Suite struct EdgeSensesTests {
    private func faults(_ bench: ShellBench) -> [CameraFault?] {
        bench.record.compactMap { record -> CameraFault?? in
            if case .event(_, .cameraFault(let fault)) = record { .some(fault) } else { nil }
        }
    }

    @Test func `pictures and states of another size, or without numbers, are never computed from`()
        throws
    {
        let bench = try ShellBench()
        bench.shell.begin()
        let good = bench.frame
        var nan = good.state
        nan[0] = .nan
        let frames = [
            CameraFrame(pixels: Array(good.pixels.dropLast()), state: good.state),
            CameraFrame(pixels: good.pixels, state: good.state + [0]),
            CameraFrame(pixels: good.pixels, state: nan),
        ]
        for (id, frame) in frames.enumerated() {
            bench.shell.signals.post(.exposed(CaptureID(UInt64(id)), at: bench.now))
            bench.shell.signals.post(.picture(CaptureID(UInt64(id)), frame))
            for _ in 0..<5 { #expect(bench.turn()) }
        }
        #expect(faults(bench) == [.misshapen])
        #expect(bench.shell.machine.fates.rejected == 3)
        #expect(
            bench.shell.machine.fates.causes.first?.name == "rejected:picture:misshapen")
        #expect(bench.shell.machine.fates.isBalanced)
        #expect(bench.shell.wantedHead == nil)
        let heads = bench.record.filter { if case .headRan = $0 { true } else { false } }
        #expect(heads.isEmpty)
    }

    @Test func `a camera that falls silent is a fault after three periods`() throws {
        let bench = try ShellBench()
        bench.shell.begin()
        bench.shell.signals.post(.exposed(CaptureID(0), at: bench.now))
        bench.shell.signals.post(.picture(CaptureID(0), bench.frame))
        for _ in 0..<12 { #expect(bench.turn()) }
        #expect(faults(bench).isEmpty)
        for _ in 0..<12 { #expect(bench.turn()) }
        #expect(faults(bench) == [.stalled])
    }

    @Test func `actuators that refuse are told to the core, once each time it changes`() throws {
        let bench = try ShellBench()
        bench.shell.begin()
        for refuses in [false, true, true, false, true] {
            bench.ports.refuses.store(refuses, ordering: .relaxed)
            for _ in 0..<10 { #expect(bench.turn()) }
        }
        let told = bench.record.compactMap { record -> Bool? in
            if case .event(_, .actuators(let refuse)) = record { refuse } else { nil }
        }
        #expect(told == [true, false, true])
        #expect(bench.shell.machine.counts.actuatorRefusals == 2)
    }

    @Test func `each tick is a beat, and none comes without one`() throws {
        let pulse = Pulse()
        let bench = try ShellBench(pulse: pulse)
        bench.shell.begin()
        for _ in 0..<7 { #expect(bench.turn()) }
        #expect(pulse.ticks == 7)
        // Turns without a tick: what comes in wakes the loop, too.
        for _ in 0..<3 {
            #expect(bench.shell.act())
            bench.shell.listen()
        }
        #expect(pulse.ticks == 8)
    }

    /// As after SIGSTOP: time has passed, and everything that came meanwhile still waits.
    @Test func `after a pause the tick comes first, and nothing that waited is followed`() throws {
        let bench = try ShellBench()
        bench.shell.begin()
        bench.establish()
        for _ in 0..<5 { #expect(bench.turn()) }
        // A capture was exposed just before the pause; its news waits in the mailbox.
        let exposure = bench.now
        bench.shell.signals.post(.exposed(CaptureID(0), at: exposure))
        bench.shell.signals.post(.picture(CaptureID(0), bench.frame))
        bench.pass(.seconds(3))
        let before = bench.commandCount
        #expect(bench.shell.act())
        #expect(bench.commandCount == before + 1, "one command, before anything is listened to")
        #expect(bench.shell.schedule.counts.missed == 150)
        bench.shell.listen()
        #expect(bench.turn())
        #expect(bench.shell.machine.localPlan == nil)
        #expect(
            bench.shell.machine.fates.causes.map(\.name) == ["rejected:exposure:tooOld"])
        #expect(faults(bench).isEmpty)
    }
}
