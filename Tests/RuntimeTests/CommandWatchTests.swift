import PortProtocol
import Testing
import Timekeeping

@testable import Runtime

@Suite struct CommandWatchTests {
    private var watch = CommandWatch()
    private var now = Instant.milliseconds(5_000)
    private var number: UInt64 = 100

    /// Fifty commands a second for `milliseconds`.
    private mutating func command(milliseconds: Int64) {
        for _ in 0..<milliseconds / 20 {
            now = now + .milliseconds(20)
            number += 1
            watch.sent(number, at: now)
        }
    }
    private mutating func say(
        _ hindrance: PortHindrance = .none, obeyed: UInt64 = 0
    ) -> CommandWatch.Verdict {
        watch.take(
            PortMachineStatus(
                watchdogTrips: 0, lateCommands: 0, droppedCaptures: 0, hindrance: hindrance,
                obeyed: obeyed), at: now)
        return watch.verdict(at: now)
    }

    @Test mutating func `a machine that confirms nothing is believed until it says no`() {
        command(milliseconds: 10_000)
        #expect(say() == .follows)
        #expect(say(.fault) == .hindered(.fault))
        command(milliseconds: 10_000)
        #expect(watch.verdict(at: now) == .hindered(.fault), "until it takes that back")
        #expect(say() == .follows)
    }
    @Test mutating func `a hindrance that this version does not know hinders as well`() {
        #expect(say(PortHindrance(rawValue: 99)).isRefusing)
        #expect(watch.verdict(at: now).name == "other")
    }
    @Test mutating func `one that confirmed and confirms no newer one is found out at the bound`() {
        command(milliseconds: 100)
        #expect(say(obeyed: number) == .follows)
        now = now + .seconds(60)
        #expect(watch.verdict(at: now) == .follows, "nothing was sent that it could confirm")
        command(milliseconds: 20)
        let bound = Limits.commandConfirmation
        let first = now
        command(milliseconds: Int64(bound.milliseconds))
        #expect(now - first == bound)
        #expect(watch.verdict(at: now) == .follows)
        #expect(watch.verdict(at: now + .milliseconds(1)) == .unconfirmed)
        #expect(say(obeyed: number) == .follows, "and it may come back")
    }
    @Test mutating func `confirming each fifth command, a status late, is following`() {
        for _ in 0..<100 {
            command(milliseconds: 200)
            #expect(watch.verdict(at: now) == .follows)
            #expect(say(obeyed: number - 3) == .follows)
        }
    }
    @Test mutating func `numbers that were never sent, or were confirmed before, confirm nothing`()
    {
        command(milliseconds: 100)
        #expect(say(obeyed: number + 1) == .follows)
        command(milliseconds: 1_000)
        #expect(watch.verdict(at: now) == .follows, "it confirmed nothing yet")
        let obeyed = number
        #expect(say(obeyed: obeyed) == .follows)
        for _ in 0..<4 {
            command(milliseconds: 100)
            _ = say(obeyed: obeyed)
        }
        #expect(watch.verdict(at: now) == .unconfirmed)
        #expect(say(obeyed: obeyed - 1) == .unconfirmed)
    }
    @Test mutating func `what hinders is told before what is not confirmed`() {
        command(milliseconds: 100)
        _ = say(obeyed: number)
        command(milliseconds: 1_000)
        #expect(say(.manual, obeyed: 0) == .hindered(.manual))
        #expect(say() == .unconfirmed)
    }
}
