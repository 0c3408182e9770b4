import Testing

extension ProcessTests {
    @Suite struct RestartTests {
        @Test func `drives on when the coordinator is killed and takes it back when it returns`()
            throws
        {
            let stage = try Stage()
            defer { stage.clear() }
            let (first, devices, workers) = try stage.coordinator()
            let worker = try stage.worker(workers)
            try worker.line(with: "ready coordinator=")
            let edge = try stage.edge(devices, "--fallback-budget", "60")
            try edge.line(with: "event=failsafe.changed", "to=nominal")

            let edgeMark = edge.lineCount
            let workerMark = worker.lineCount
            try first.line(with: "event=device.reported", "state=nominal", "severity=0")
            first.kill()
            #expect(try first.status() == -9)
            try edge.line(with: "event=session.lost", from: edgeMark)
            try edge.line(with: "event=failsafe.changed", "to=fallback", from: edgeMark)

            let (second, _, _) = try stage.coordinator(devices: devices, workers: workers)
            try worker.line(with: "ready coordinator=", from: workerMark)
            try edge.line(with: "event=session.established", from: edgeMark)
            try edge.line(with: "event=failsafe.changed", "to=nominal", from: edgeMark)
            try second.line(with: "event=device.opened", "name=car-1")
            // What happened meanwhile is told by how things are now, and what follows as it comes.
            try second.line(
                with: "event=device.reported", "name=car-1", "state=fallback", "severity=2")
            try second.line(with: "event=device.reported", "name=car-1", "state=nominal")
            // The car stops before its program ends.
            edge.interrupt()
            #expect(try edge.status() == 0)

            let drive = try stage.drive()
            #expect(drive.fateSum == drive.summary.captures)
            #expect((drive.summary.fates["lost"] ?? 0) > 0)
            #expect(drive.summary.sessions >= 2)
            // Control went on all the time: 100 ms lie between two recorded ticks.
            #expect(drive.longestPause < 1)
            let drivers = drive.drivers
            let local = try #require(drivers.firstIndex(of: "localPolicy"))
            #expect(drivers[..<local].contains("cloudPlan"))
            #expect(drivers[local...].contains("cloudPlan"))
            second.terminate()
            #expect(try second.status() == 0)
        }
    }
}
