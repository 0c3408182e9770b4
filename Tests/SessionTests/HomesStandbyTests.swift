import Cells
import Randomness
import Session
import Testing
import Timekeeping
import Wire

/// A second session that stands beside the one in use.
@Suite struct HomesStandbyTests {
    /// Stands at its first home, with a standby at the second from 720 ms on.
    private func standing(homes count: Int = 2) -> Journey {
        var journey = Journey(homes: count, keepsStandby: true)
        journey.settles()
        for step in 1...6 as ClosedRange<UInt64> {
            journey.hearsLife(epoch: journey.epoch, sequence: step, at: 100 * step)
        }
        journey.sleeps(until: 610)
        journey.opens(at: 615)
        return journey
    }

    @Test func `a standby is made at another home once the first session has lasted`() {
        var journey = Journey(homes: 2, keepsStandby: true)
        journey.settles()
        let first = journey.epoch
        journey.hearsLife(epoch: first, sequence: 1, at: 500)
        journey.sleeps(until: 609)
        #expect(journey.asked?.number == 1)
        journey.sleeps(until: 610)
        #expect(journey.asked?.number == 2 && journey.asked?.endpoint == journey.endpoints[1])
        journey.opens(at: 615)
        let news = journey.isWelcome(at: 620)
        #expect(news == [.standby(epoch: journey.epoch, endpoint: journey.endpoints[1])])
        #expect(journey.homes.epoch == first && journey.homes.connection == 1)
        #expect(journey.homes.standby?.connection == 2)
        let both = [
            journey.homes.stamp(Greetings.outcome, at: .milliseconds(621)),
            journey.homes.stampStandby(Greetings.outcome, at: .milliseconds(621)),
        ]
        #expect(both.map { $0?.epoch } == [first, journey.epoch])
    }
    @Test func `the session in use falls silent, and the standby takes over at once`() {
        var journey = standing()
        let first = journey.homes.epoch
        journey.isWelcome(at: 620)
        let standby = journey.epoch
        // Only the standby is heard from 600 ms on.
        for step in 1...6 as ClosedRange<UInt64> {
            journey.hearsLife(epoch: standby, sequence: step, at: 620 + 100 * step)
        }
        let before = journey.story.count
        journey.sleeps(until: 1_199)
        #expect(journey.homes.epoch == first && journey.homes.isLinked)
        journey.sleeps(until: 1_220)
        let news = journey.story.dropFirst(before)
        #expect(journey.homes.isLinked && journey.homes.epoch == standby)
        #expect(news.contains(.silent) && news.contains(.lost(.replaced, wasInUse: true)))
        #expect(
            news.contains {
                if case .established(standby, _, _) = $0 { true } else { false }
            })
        #expect(journey.goodbyes.map(\.connection) == [1] && journey.closed == [1])
        // A new standby is looked for, at the home that fell silent: most silences are short.
        journey.hearsLife(epoch: standby, sequence: 7, at: 1_250)
        journey.sleeps(until: 1_300)
        #expect(journey.asked?.number == 3 && journey.asked?.endpoint == journey.endpoints[0])
    }
    @Test func `a connection that closes under the session leaves it to the standby`() {
        var journey = standing()
        journey.isWelcome(at: 620)
        let standby = journey.epoch
        let news = journey.give(.connectionClosed(1), at: 650)
        #expect(news.first == .lost(.connectionClosed, wasInUse: true))
        #expect(journey.homes.isLinked && journey.homes.epoch == standby)
        #expect(journey.goodbyes.isEmpty)
    }
    @Test func `a standby that falls silent is made anew, and nothing else changes`() {
        var journey = standing()
        let first = journey.homes.epoch
        journey.isWelcome(at: 620)
        for step in 1...8 as ClosedRange<UInt64> {
            journey.hearsLife(epoch: first, sequence: 6 + step, at: 620 + 100 * step)
            journey.sleeps(until: 660 + 100 * step)
        }
        #expect(journey.homes.isLinked && journey.homes.epoch == first)
        #expect(journey.homes.standby == nil && journey.closed == [2])
        #expect(journey.story.contains(.lost(.silence, wasInUse: false)))
        #expect(!journey.story.contains(.silent), "that is of the session in use")
        #expect(journey.asked?.number == 3 && journey.asked?.endpoint == journey.endpoints[1])
    }
    @Test func `both fall silent: a spare is made, as without a standby`() {
        var journey = standing()
        journey.isWelcome(at: 620)
        journey.sleeps(until: 1_300)
        #expect(!journey.homes.isLinked && journey.homes.standby == nil)
        #expect(journey.asked?.number ?? 0 >= 3, "a fresh connection is tried")
    }
    @Test func `sent to the home of its standby, the device is there already`() {
        var journey = standing()
        let first = journey.homes.epoch
        journey.isWelcome(at: 620)
        let standby = journey.epoch
        let news = journey.hears(
            Greetings.rehome(to: journey.endpoints[1]), epoch: first, sequence: 7, at: 650)
        #expect(journey.homes.epoch == standby && journey.homes.isLinked)
        #expect(news.contains(.rehoming(endpoint: journey.endpoints[1], .draining)))
        #expect(journey.asked?.number == 2, "nobody is asked again")
        #expect(journey.homes.counts.rehomes == 1)
    }
    @Test func `one home has no standby`() {
        var journey = Journey(homes: 1, keepsStandby: true)
        journey.settles()
        journey.hearsLife(epoch: journey.epoch, sequence: 1, at: 500)
        journey.sleeps(until: 1_000)
        #expect(journey.asked?.number == 1)
    }
}
