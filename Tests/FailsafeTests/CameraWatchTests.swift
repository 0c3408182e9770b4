import Failsafe
import Testing
import Timekeeping

@Suite struct CameraWatchTests {
    private let period = Interval.milliseconds(100)
    private func instant(_ milliseconds: UInt64) -> Instant { .milliseconds(milliseconds) }

    @Test(arguments: CameraFault.allCases)
    func `three bad captures in a row are a fault, ten good ones end it`(kind: CameraFault) {
        var watch = CameraWatch()
        for count in 1...2 as ClosedRange<UInt64> { watch.refuse(kind, at: instant(100 * count)) }
        #expect(watch.fault == nil)
        watch.refuse(kind, at: instant(300))
        #expect(watch.fault == kind)
        // The tenth is known to be good when the eleventh comes.
        for count in 4...13 as ClosedRange<UInt64> { watch.exposed(at: instant(100 * count)) }
        #expect(watch.fault == kind)
        watch.exposed(at: instant(1_400))
        #expect(watch.fault == nil)
        #expect(watch.faults == 1)
    }

    @Test func `a bad one among good ones is an accident, and begins the ten anew`() {
        var watch = CameraWatch()
        for count in 0..<40 as Range<UInt64> {
            watch.exposed(at: instant(100 * count))
            if count % 2 == 0 { watch.refuse(.misshapen, at: instant(100 * count + 30)) }
        }
        #expect(watch.fault == nil)
        for count in 40..<43 as Range<UInt64> { watch.refuse(.repeats, at: instant(100 * count)) }
        for count in 43..<60 as Range<UInt64> {
            watch.exposed(at: instant(100 * count))
            if count % 9 == 0 { watch.refuse(.repeats, at: instant(100 * count + 30)) }
        }
        #expect(watch.fault == .repeats)
    }

    @Test func `what a picture turns out to be counts, not that its exposure was well`() {
        var watch = CameraWatch()
        for count in 0..<3 as Range<UInt64> {
            watch.exposed(at: instant(100 * count))
            watch.refuse(.repeats, at: instant(100 * count + 30))
        }
        #expect(watch.fault == .repeats)
    }

    @Test func `silence of more than three periods is a stall; before the first capture it is not`()
    {
        var watch = CameraWatch()
        watch.check(period: period, at: instant(60_000))
        #expect(watch.fault == nil)
        watch.exposed(at: instant(60_000))
        watch.check(period: period, at: instant(60_300))
        #expect(watch.fault == nil)
        watch.check(period: period, at: instant(60_301))
        #expect(watch.fault == .stalled)
        // One that gives rubbish does not stall.
        for count in 0..<3 as Range<UInt64> {
            watch.refuse(.timeJumps, at: instant(61_000 + count))
        }
        #expect(watch.fault == .timeJumps)
        #expect(watch.faults == 1)
    }
}
