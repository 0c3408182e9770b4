import Batching
import SansIO
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// Devices that are not taken in: what they are offered, and on whose word.
@Suite struct OfferTests {
    /// One worker that does a hundred a second, measured, and what it may be asked for.
    private func bench(load: Int) -> (Bench, Speaker) {
        var bench = Bench {
            $0.admittedLoad = load
            // Periods count only where they can be changed.
            $0.isPacing = true
        }
        var worker = Speaker(100)
        bench.register(&worker, limit: 1, milliseconds: [10])
        var device = Speaker(90)
        bench.hello(&device, period: .seconds(60))
        bench.latent(&device)
        bench.pass(10)
        bench.result(&worker)
        bench.clear()
        return (bench, worker)
    }

    @Test func `a full cell offers the period that fits, and takes who asks for that`() throws {
        var (bench, _) = bench(load: 950)
        for number in UInt64(1)...9 {
            var device = Speaker(number)
            bench.hello(&device)
        }
        #expect(bench.core.counts.unadmitted == 0 && bench.core.counts.devices == 10)
        var late = Speaker(20)
        bench.hello(&late)
        let refusal = try #require(bench.refusals(to: late).first)
        #expect(refusal.reason == .full && bench.core.counts.unadmitted == 1)
        // Ninety of a hundred are taken, and one each minute; 95 may be.
        let offer = try #require(refusal.offeredPeriod)
        #expect(offer > .milliseconds(200) && offer < .milliseconds(203))
        late.reopen(epoch: 77)
        bench.hello(&late, period: offer)
        #expect(bench.core.counts.devices == 11)
        var last = Speaker(21)
        bench.hello(&last)
        #expect(bench.refusals(to: last).map(\.offeredPeriod) == [nil], "a tenth is no drive")
    }
    @Test func `a device that makes its new connection before it breaks the old one is taken`() {
        var (bench, _) = bench(load: 150)
        var device = Speaker(1)
        bench.hello(&device, name: "car-a")
        var other = Speaker(2)
        bench.hello(&other, name: "car-b")
        #expect(bench.refusals(to: other).map(\.reason) == [.full])
        var spare = Speaker(3)
        bench.hello(&spare, name: "car-a")
        #expect(bench.refusals(to: spare).isEmpty && bench.core.counts.devices == 3)
        var third = Speaker(4)
        bench.hello(&third, name: "car-a")
        #expect(bench.refusals(to: third).map(\.reason) == [.full])
    }
    @Test func `a budget that no plan keeps is refused with one that plans do`() throws {
        var (bench, _) = bench(load: 1_000_000)
        var device = Speaker(1)
        bench.hello(&device, budget: .milliseconds(10))
        let refusal = try #require(bench.refusals(to: device).first)
        #expect(refusal.reason == .unattainable)
        let offer = try #require(refusal.offeredBudget)
        #expect(offer == .milliseconds(20))
        device.reopen(epoch: 77)
        bench.hello(&device, budget: offer)
        #expect(bench.core.counts.devices == 2)
    }
    @Test func `a worker's own word keeps nobody out, and is corrected by who comes in`() {
        // One plan in nine seconds, it says; it takes ten milliseconds.
        var scene = Scene(workers: 0, devices: 0)
        var worker = Speaker(100)
        scene.bench.register(&worker, limit: 1, milliseconds: [9_000])
        scene.workers = [worker]
        scene.devices = (1...4).map { Speaker($0) }
        for index in scene.devices.indices { scene.bench.hello(&scene.devices[index]) }
        #expect(scene.counts.devices == 4 && scene.counts.unadmitted == 0)
        var traffic = Traffic(scene)
        traffic.run(milliseconds: 10_000)
        let before = traffic.waits.count
        traffic.run(milliseconds: 2_000)
        #expect(traffic.waits.count - before >= 75, "\(traffic.waits.count - before) of 80")
        // What is measured may be held against a budget.
        var hasty = Speaker(50)
        traffic.scene.bench.hello(&hasty, budget: .milliseconds(5))
        #expect(traffic.scene.counts.devices == 4)
    }
    @Test func `a measurement that nobody has repeated for long keeps nobody out`() {
        var (bench, _) = bench(load: 1_000_000)
        bench.now = bench.now + .seconds(11)
        var device = Speaker(1)
        var worker = Speaker(101)
        bench.register(&worker, limit: 1, milliseconds: [10])
        bench.hello(&device, budget: .milliseconds(5))
        #expect(bench.refusals(to: device).isEmpty)
    }
    @Test func `fleets share by their names' prefix: a flood of one leaves the others theirs`() {
        var scene = Scene(workers: 0, devices: 0) {
            $0.fleets = [Fleet(name: "acme", share: 1), Fleet(name: "zeta", share: 1)]
        }
        var worker = Speaker(100)
        scene.bench.register(&worker, limit: 2, milliseconds: [10, 10])
        scene.workers = [worker]
        // Twelve of one fleet ask for all there is, and more; two of the other for a fifth.
        let names = (0..<12).map { "acme/car-\($0)" } + ["zeta/car-1", "zeta/car-2"]
        scene.devices = names.indices.map { Speaker(UInt64($0 + 1)) }
        for index in names.indices {
            scene.bench.hello(&scene.devices[index], name: names[index])
        }
        #expect(scene.bench.core.tenant(of: "acme") == TenantSlot(1))
        #expect(scene.bench.core.tenant(of: "zeta/a/b") == TenantSlot(2))
        #expect(scene.bench.core.tenant(of: "acmes/car") == TenantSlot(0), "a name, not a part")
        var traffic = Traffic(scene)
        traffic.devices = [12, 13]
        traffic.run(milliseconds: 3_000) { scene, now in
            // Each of the flood asks every 20 ms: 600 a second of a worker's 200.
            for index in 0..<12 where (now + UInt64(index)) % 20 == 0 {
                scene.bench.latent(
                    &scene.devices[index], budget: 150, stamp: now * 1_000_000)
            }
        }
        #expect(traffic.asked >= 58 && traffic.isServed, "\(traffic.waits)")
    }
}
