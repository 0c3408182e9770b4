import Testing

extension ProcessTests {
    @Suite struct UnsoundPlanTests {
        @Test
        func `refuses plans that hold no number, drives by itself and takes sound ones again`()
            throws
        {
            let stage = try Stage()
            defer { stage.clear() }
            let coordinator = try ScriptedCoordinator()
            let edge = try stage.edge(
                coordinator.endpoint, "--fallback-budget", "60", "--log-level", "debug")
            try coordinator.play(
                .soundPlans, until: edge, writes: "event=failsafe.changed", "to=nominal")
            var mark = edge.lineCount
            try coordinator.play(
                .plansWithoutNumber, until: edge, writes: "event=failsafe.changed", "to=fallback",
                "cause=unsoundPlans", from: mark)
            try edge.line(with: "event=plan.rejected", "source=cloud", "reason=corrupted")
            mark = edge.lineCount
            try coordinator.play(
                .soundPlans, until: edge, writes: "event=failsafe.changed", "to=nominal",
                from: mark)
            edge.terminate()
            try coordinator.play(.soundPlans, until: edge, writes: "ended cause=", "balanced=true")
            #expect(try edge.status() == 0)

            let drive = try stage.drive()
            #expect((drive.summary.fates["rejected"] ?? 0) >= 3)
            #expect(drive.fateSum == drive.summary.captures)
            #expect(drive.summary.sessions == 1)
            #expect(drive.longestPause < 1)
            #expect((drive.summary.byDriverS["localPolicy"] ?? 0) > 0)
            let rejected = drive.records.filter { $0.kind == "rejected" }
            #expect(rejected.count { $0.reason == "corrupted" } >= 3)
        }
    }
}
