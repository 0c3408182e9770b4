import Foundation
import LinkFiles
import NetworkModel
import Randomness
import Testing
import Timekeeping

@testable import tombolo

/// What `tombolo link` reads and shows.
@Suite struct LinkCommandTests {
    private static let load = LinkTrial.Load(
        frameBytes: 2_048, planBytes: 200, period: .milliseconds(100), phase: .zero,
        isNewestOnly: false, hasChasers: false)

    private func trial(_ name: String, _ load: LinkTrial.Load) throws -> LinkTrial {
        LinkTrial(try LinkChoice.load(name, seed: nil, duration: .seconds(60)), load)
    }

    @Test func `a link without fault takes its delay there and back`() throws {
        let trial = try trial("rtt-200", Self.load)
        #expect(trial.captures.count == 600 && trial.unsent == 0)
        #expect(trial.roundTrips.count == 598, "two are on their way at the end")
        #expect(trial.roundTrips.allSatisfy { $0 == .milliseconds(200) })
        #expect(trial.longestGap == .milliseconds(200))
    }
    @Test func `only the newest frame is sent once the plan before has come`() throws {
        var load = Self.load
        load.isNewestOnly = true
        let trial = try trial("rtt-200", load)
        #expect(trial.roundTrips.count == 299 && trial.unsent == 299)
    }
    @Test func `a link that loses everything has one long gap`() throws {
        let trial = try trial("total-loss", Self.load)
        #expect(trial.roundTrips.isEmpty && trial.longestGap == .seconds(60))
        #expect(
            LinkTrialLines.lines(
                try LinkChoice.load("total-loss", seed: 3, duration: .seconds(1)), Self.load
            ).contains { $0.hasPrefix("there and back") && $0.contains("none") })
    }
    @Test func `every event of a scenario is survived, and plans come again`() throws {
        let scenario = try LinkChoice.load("every-fault", seed: nil, duration: nil)
        #expect(scenario.duration == .seconds(90))
        let trial = LinkTrial(scenario, Self.load)
        #expect(trial.roundTrips.count > 500 && trial.longestGap > .seconds(5))
    }
    @Test func `a file of one's own may name a trace beside it or in the folder traces`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("tombolo-link-\(ProcessInfo.processInfo.processIdentifier)")
        let traces = folder.appendingPathComponent("traces")
        try FileManager.default.createDirectory(at: traces, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("1\n5\n".utf8).write(to: folder.appendingPathComponent("a.up"))
        try Data("7\n9\n".utf8).write(to: traces.appendingPathComponent("a.down"))
        let file = folder.appendingPathComponent("own.json")
        try Data(
            """
            {"v": 1, "name": "own", "up": {"delayMilliseconds": 1, "rate": {"trace": "a.up"}},
             "down": {"delayMilliseconds": 1, "rate": {"trace": "a.down"}}}
            """.utf8
        ).write(to: file)
        let scenario = try LinkChoice.load(file.path, seed: 5, duration: .seconds(3))
        #expect(scenario.seed == Seed(5) && scenario.duration == .seconds(3))
        #expect(
            scenario.profile.conditions.down.rate
                == .trace(try DeliveryTrace(stamps: [7, 9]), offset: .zero))
        try Data("{\"v\": 1,\n\"name\": 3}".utf8).write(to: file)
        #expect(throws: LinkChoiceError.self) {
            try LinkChoice.load(file.path, seed: nil, duration: nil)
        }
    }
    @Test func `a name that nothing has is told with those there are`() {
        let error = LinkChoiceError.unknown("nope")
        #expect(throws: error) { try LinkChoice.load("nope", seed: nil, duration: nil) }
        #expect(error.description.contains("lte-driving, congested-cell"))
    }
}
