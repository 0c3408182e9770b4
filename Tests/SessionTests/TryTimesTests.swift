import Testing
import Timekeeping

@testable import Session

@Suite struct TryTimesTests {
    private func times(_ number: Int, _ roundTrip: Interval? = nil) -> TryTimes {
        TryTimes(number: number, roundTrip: roundTrip, configuration: .device)
    }

    @Test func `where nobody knows the round trip, each fourth try is patient`() {
        for number in 1...12 {
            let times = times(number)
            #expect(
                times.attempt == .milliseconds(number.isMultiple(of: 4) ? 1_000 : 250),
                "try \(number)")
        }
        // From orbit: TCP's round trip, the greeting's and the handshake's of 650 ms each.
        #expect(times(4).opening == .milliseconds(3_600))
        #expect(times(4).greeting == .milliseconds(1_300))
        #expect(times(1).opening == SessionConfiguration.device.connectTimeout)
        #expect(times(1).greeting == SessionConfiguration.device.greetingTimeout)
    }
    @Test func `a home of which the round trip is known has twice that, within bounds`() {
        #expect(times(1, .milliseconds(1)).attempt == .milliseconds(100))
        #expect(times(1, .milliseconds(40)).attempt == .milliseconds(140))
        #expect(times(1, .milliseconds(2_000)).attempt == .milliseconds(1_000))
        for number in 1..<16 {
            // Now and then as long as where nobody knows it: the way may have become longer.
            let attempt = Interval.milliseconds(number.isMultiple(of: 4) ? 250 : 140)
            #expect(times(number, .milliseconds(40)).attempt == attempt, "try \(number)")
        }
        #expect(times(16, .milliseconds(40)) == times(4))
    }
    @Test(arguments: [1, 40, 200, 400, 600, 900] as [Int64])
    func `a link of any round trip is reached once that is known`(milliseconds: Int64) {
        let roundTrip = Interval.milliseconds(milliseconds)
        let times = times(1, roundTrip)
        #expect(times.attempt > roundTrip)
        #expect(times.opening >= roundTrip * 3)
        #expect(times.greeting > roundTrip)
    }
}
