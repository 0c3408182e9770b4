import Testing
import Timekeeping
import Wire

extension ProcessTests {
    @Suite struct PaceTests {
        @Test func `the device captures as often as it is asked to, and as its own without that`()
            throws
        {
            let stage = try Stage()
            defer { stage.clear() }
            let coordinator = try ScriptedCoordinator()
            let edge = try stage.edge(
                coordinator.endpoint, "--fallback-budget", "60", "--log-level", "info")
            try coordinator.play(
                .soundPlans, until: edge, writes: "event=failsafe.changed", "to=nominal")
            let origin = try #require(coordinator.stamps.last) + .milliseconds(40)
            let slower = Pace(
                capturePeriod: .milliseconds(160), credit: 1, reason: .overload,
                origin: origin.nanoseconds)
            try coordinator.play(
                .pacing(slower), until: edge, writes: "event=pace.changed", "period_ms=160.0",
                "reason=overload", "exceeded=false")
            try coordinator.play(.soundPlans, latents: 3)
            let before = coordinator.stamps.count
            #expect(try usualGap(coordinator, latents: 20) == 160)
            let errors = coordinator.stamps.dropFirst(before).map { stamp in
                let late = (stamp - origin).nanoseconds % 160_000_000
                return min(late, 160_000_000 - late)
            }.sorted()
            #expect(errors[errors.count / 2] <= 20_000_000, "at its moments, by the car's clock")
            let relieved = Pace(
                capturePeriod: .milliseconds(100), credit: 1, reason: .relieved, origin: 0)
            try coordinator.play(
                .pacing(relieved), until: edge, writes: "event=pace.changed", "reason=relieved")
            try coordinator.play(.soundPlans, latents: 3)
            #expect(try usualGap(coordinator, latents: 20) == 100)
            let stop = Pace(
                capturePeriod: .seconds(60), credit: 1, reason: .draining, origin: .max)
            try coordinator.play(
                .pacing(stop), until: edge, writes: "event=pace.changed", "exceeded=true")
            try coordinator.play(.soundPlans, latents: 3)
            #expect(try usualGap(coordinator, latents: 10) == 200, "it goes on, as far as is safe")
            edge.terminate()
            try coordinator.play(.soundPlans, until: edge, writes: "ended cause=", "balanced=true")
            #expect(try edge.status() == 0)
            try edge.line(with: "event=drive.ended", "exceededPaces=1")

            let drive = try stage.drive()
            #expect(drive.summary.sessions == 1 && drive.fateSum == drive.summary.captures)
            #expect((drive.summary.byDriverS["localPolicy"] ?? 0) == 0, "the cloud drove on")
            #expect(drive.records.count { $0.kind == "pace" } == 3)
        }

        /// The time between two captures that half of the next ones are at most apart, to the
        /// nearest step of the world.
        private func usualGap(_ coordinator: ScriptedCoordinator, latents: Int) throws -> Int {
            let before = coordinator.stamps.count
            try coordinator.play(.soundPlans, latents: latents)
            let stamps = coordinator.stamps.dropFirst(before)
            let gaps = zip(stamps, stamps.dropFirst()).map { ($1 - $0).milliseconds }.sorted()
            return Int((gaps[gaps.count / 2] / 20).rounded()) * 20
        }
    }
}
