import ArgumentParser
import Foundation
import Recording
import Runtime
import Simulation
import Testing
import Timekeeping
import Worlds

@testable import tombolo

@Suite struct ExperimentTests {
    private func report(
        _ links: String, seconds: Int64 = 24, seeds: Int = 1,
        strategies: [ExperimentStrategy] = ExperimentStrategy.allCases
    ) throws -> ExperimentReport {
        let plan = ExperimentPlan(
            links: try ExperimentLink.load(links), strategies: strategies,
            scenarios: [try #require(Scenario.named("country-road"))], seeds: seeds, firstSeed: 3,
            duration: .seconds(seconds), onset: .seconds(5), fallbackBudget: .seconds(3))
        let run = ExperimentRun(plan: plan, bundle: nil, jobs: 2)
        return ExperimentReport(plan, drivenBy: "the expert", try run.seeds())
    }

    @Test func `a small experiment end to end: what all do over a good link and over none`() throws
    {
        let report = try report("perfect,total-loss")
        #expect(report.rows.map(\.link) == ["perfect", "total-loss"])
        #expect(report.rows.map(\.served) == [1, 0])
        #expect(report.local?.measures.drives == 1 && report.local?.measures.isClean == true)
        func cell(_ row: Int, _ strategy: ExperimentStrategy) throws -> CellMeasures {
            try #require(report.rows[row].cells.first { $0.strategy == strategy }).measures
        }
        for strategy in [ExperimentStrategy.blocking, .asynchronous, .tombolo] {
            #expect(try cell(0, strategy).isClean)
        }
        // Nobody tells the others that the link is gone.
        #expect(!(try cell(1, .blocking)).isClean)
        #expect(try cell(1, .blocking).ticksMissed > 20)
        let tombolo = try cell(1, .tombolo)
        #expect(tombolo.isClean && tombolo.endedLatched == 1 && tombolo.spentBudget == 1)
        #expect(tombolo.states.contains { $0.name == "condition" })
        #expect(report.areGoalsMet == true)
        #expect(report.goals.contains { $0.kind == .latched && $0.isMet == true })
        #expect(report.goals.contains { $0.kind == .perfectSpeed && $0.isMet == true })
    }

    @Test func `one seed gives one report, whichever thread drives`() throws {
        let once = try report("rtt-200", seconds: 12, seeds: 2, strategies: [.asynchronous])
        let again = try report("rtt-200", seconds: 12, seeds: 2, strategies: [.asynchronous])
        #expect(once.digest == again.digest)
        #expect(try once.files.json() == again.files.json())
        #expect(once.areGoalsMet == nil)
    }

    @Test func `the page loads nothing and the files are written where they are asked for`() throws
    {
        let report = try report("perfect", seconds: 10, strategies: [.local, .tombolo])
        let page = try report.files.page()
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("src="))
        let folder = FileManager.default.temporaryDirectory.path + "/experiment-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try report.files.write(to: folder) == folder + "/index.html")
        let bytes = try #require(FileManager.default.contents(atPath: folder + "/results.json"))
        let read = try JSONDecoder().decode(ExperimentReport.self, from: bytes)
        #expect(read.digest == report.digest && read.rows.count == 1)
        #expect(throws: ProcessFailure.self) {
            try report.files.write(to: "/proc/nothing")
        }
    }

    @Test func `lines say who failed which goal, and with which seed to see it again`() throws {
        let report = try report("perfect,total-loss", seconds: 12)
        let lines = ExperimentText.goals(report)
        // The budget of 3 s is over, and the stop is not in twelve.
        #expect(report.areGoalsMet == false)
        #expect(lines.last == "NOT ALL GOALS MET")
        #expect(
            lines.contains { $0.hasPrefix("FAILED  total-loss, ends in a latched stop: 0 of 1") })
        let table = ExperimentText.table(report)
        #expect(table.contains { $0.hasPrefix("(any link)") && $0.contains(" local ") })
        #expect(ExperimentText.states(report).contains { $0.hasPrefix("total-loss") })
    }

    @Test(arguments: [
        ["--strategies", "blocking,"], ["--strategies", "magic"], ["--seeds", "0"],
        ["--seconds", "9"], ["--seconds", "601"], ["--jobs", "0"], ["--fallback-budget", "-1"],
        ["--scenario", "moon"], ["--expert", "--real", "perfect"],
    ])
    func `wrong options are refused`(options: [String]) {
        #expect(throws: (any Error).self) { try ExperimentCommand.parse(options) }
    }
    @Test func `links are named once, and unknown ones are refused`() throws {
        #expect(try ExperimentLink.load("loss-5,perfect").map(\.name) == ["loss-5", "perfect"])
        for wrong in ["", "perfect,perfect", "perfect,", "nowhere"] {
            #expect(throws: ProcessFailure.self) { try ExperimentLink.load(wrong) }
        }
        #expect(ExperimentLink.usual.count == 16)
    }

    @Test func `a real drive is measured by its log, from the link's beginning on`() throws {
        var lines = [#"{"kind":"drive"}"#]
        for tenth in 0...100 {
            let (driver, speed) = tenth < 60 ? ("cloudPlan", 10) : ("localPolicy", 5)
            lines.append(
                #"{"kind":"tick", "t": \#(Double(tenth) / 10), "speed": \#(speed), "driver": "#
                    + #""\#(driver)", "state": "nominal", "collisions": \#(tenth > 90 ? 1 : 0), "#
                    + #""offRoadS": 0.5}"#)
        }
        let log = try DriveLog(RecordingBytes(LineRecording.file(lines)), path: "a.mcap")
        let measures = RealMeasures.measures(
            of: log, scenario: "town", seed: 7, from: 5, until: 10)
        #expect(abs(measures.seconds - 5) < 1e-9)
        #expect(abs(measures.distance - 30) < 1e-9)
        #expect(measures.drivers.map(\.name) == ["cloudPlan", "localPolicy"])
        #expect(measures.collisions == 1 && measures.offRoadSeconds == 0)
        var virtual = measures
        virtual.collisions = 0
        virtual.distance = 31
        let differs = RealComparison(link: "l", virtual: virtual, real: measures)
        #expect(differs.differences == ["one was clean, the other not"])
        #expect(RealComparison(link: "l", virtual: measures, real: measures).differences.isEmpty)
        virtual = measures
        virtual.distance = 40
        virtual.drivers = [NamedSeconds("cloudPlan", 5)]
        #expect(
            RealComparison(link: "l", virtual: virtual, real: measures).differences
                == ["speed", "share of cloud plan", "share of local policy"])
    }
}
