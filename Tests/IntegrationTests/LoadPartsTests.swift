import Foundation
import ModelBundle
import Randomness
import Testing
import Timekeeping
import Wire

@testable import tombolo

/// The small things a fleet is made of.
@Suite struct LoadPartsTests {
    @Test func `a latency count finds quantiles to ten microseconds`() {
        var count = LatencyCount()
        #expect(count.milliseconds(0.5) == nil)
        for latency in 1...1_000 { count.add(.microseconds(Int64(latency) * 100 - 5)) }
        #expect(count.milliseconds(0.5) == 50)
        #expect(count.milliseconds(0.99) == 99)
        #expect(count.milliseconds(0.999) == 99.9)
        var both = LatencyCount()
        both.add(.seconds(3_600))
        both.add(count)
        #expect(both.total == 1_001)
        #expect(both.milliseconds(1) == 10_000, "what is beyond counts as the last")
    }
    @Test func `a wheel wakes each device once, at its time or earlier for far ones`() {
        let seed = Seed(20_261_128)
        print("seed \(seed.value)")
        var random = seed.stream("wheel")
        var wheel = WakeWheel(count: 50, tick: 1_000)
        var wanted: [UInt64?] = Array(repeating: nil, count: 50)
        var due: [Int32] = []
        for _ in 0..<5_000 {
            let device = random.integer(in: 0..<50)
            let place = wheel.tick + UInt64(random.integer(in: 1..<LoadLimits.wheelSlots))
            wheel.set(device, at: place)
            wanted[device] = min(wanted[device] ?? place, place)
            wheel.advance(into: &due)
            #expect(Set(due).count == due.count)
            let expected = wanted.indices.filter { wanted[$0] == wheel.tick }
            #expect(due.map { Int($0) }.sorted() == expected)
            for device in expected { wanted[device] = nil }
        }
        wheel.set(1, at: .max)
        for _ in 0..<LoadLimits.wheelSlots { wheel.advance(into: &due) }
    }
    @Test func `a tally balances only if each request ended in one way`() {
        var tally = LoadTally()
        tally.due = 6
        tally.inTime = 1
        tally.late = 1
        tally.count(.noCredit)
        tally.lost["unanswered"] = 2
        #expect(!tally.isBalanced)
        tally.unsent["no session"] = 1
        #expect(tally.isBalanced)
        var both = tally
        both.add(tally)
        #expect(both.isBalanced && both.due == 12 && both.lostCount == 4)
    }
    @Test func `a service time is a base and what each member adds`() throws {
        let service = try #require(LoadService(argument: "5+0.25"))
        #expect(service.base == .milliseconds(5) && service.member == .microseconds(250))
        #expect(LoadService(argument: "20")?.member == .zero)
        for wrong in ["", "+", "5+", "-1", "1+2+3", "5 ms", "99999"] {
            #expect(LoadService(argument: wrong) == nil, "\(wrong)")
        }
    }
    @Test(arguments: [32, 2_048, 2_049, 14_336, 65_536])
    func `a bundle for latents of any size is one, and its latents are as large`(
        count: Int
    ) throws {
        let stage = try Stage()
        defer { stage.clear() }
        let bundle = try LoadBundle.make(in: stage.folder, latentBytes: count)
        #expect(bundle.latent.elementCount == LoadBundle.elementCount(byteCount: count))
        #expect((count - 63...count).contains(LoadBundle.payload(byteCount: count, Seed(1)).count))
        let plan =
            4 * (bundle.plan.beliefs.count + bundle.plan.stepCount * bundle.plan.channels.count)
        #expect(plan == LoadBundle.planByteCount)
    }
}
