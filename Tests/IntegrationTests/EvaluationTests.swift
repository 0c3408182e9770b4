import Foundation
import Randomness
import Runtime
import Testing
import Timekeeping
import Worlds

@testable import tombolo

@Suite struct EvaluationTests {
    private func row(_ json: String) throws -> EvaluationRow {
        let whole = """
            {"scenario": "night", "seed": 900008, "distance": 512, "averageSpeed": 9,
             "laneError": 0.5, "jerk": 1, "stops": 0, "secondsByDriver": {}, \(json)}
            """
        return try JSONDecoder().decode(EvaluationRow.self, from: Data(whole.utf8))
    }
    private let unhurt =
        #""vehicleCollisions": 0, "pedestrianCollisions": 0, "objectCollisions": 0, "#
        + #""collisions": 0"#

    @Test func `a drive that left the road says when first and for how long, not how long it was`()
        throws
    {
        let row = try row(
            #""way": "cloud plans", "seconds": 60, "firstOffRoad": 12.36, "offRoadSeconds": 1.2, "#
                + unhurt)
        #expect(!row.isClean)
        #expect(
            EvaluationText.lines([row]).first
                == "cloud plans, night seed 900008: off the road at 12.4 s for 1.20 s")
    }
    @Test(arguments: [
        ("vehicleCollisions", "a vehicle"), ("pedestrianCollisions", "a pedestrian"),
        ("objectCollisions", "an object"),
    ])
    func `a collision says with what and when`(count: String, name: String) throws {
        let hurt = unhurt.replacingOccurrences(of: "\"\(count)\": 0", with: "\"\(count)\": 1")
            .replacingOccurrences(of: "\"collisions\": 0", with: "\"collisions\": 1")
        let row = try row(
            #""way": "local policy", "seconds": 35.66, "offRoadSeconds": 0, "# + hurt)
        #expect(row.mishap == "hit \(name) at 35.7 s")
    }
    @Test func `a clean drive has no line, a way that was not driven none in the table`() throws {
        let row = try row(#""way": "expert", "seconds": 60, "offRoadSeconds": 0, "# + unhurt)
        let lines = EvaluationText.lines([row])
        #expect(row.isClean && row.mishap == nil)
        #expect(lines.count == 2 && lines[1].hasPrefix("expert "))
    }
    @Test func `ways are named in any order and driven in one`() {
        #expect(EvaluationWays(argument: "local,expert")?.ways == [.expert, .local])
        #expect(EvaluationWays(argument: "expert-plans,held")?.ways == [.expertPlans, .held])
        for wrong in ["", "cloud,", "clouds", "cloud local"] {
            #expect(EvaluationWays(argument: wrong) == nil)
        }
    }
    @Test(arguments: [20, 60, 90] as [Int64])
    func `a plan arrives within the stated latency and little earlier`(latency: Int64) throws {
        let drive = EvaluationDrive(
            scenario: try #require(Scenario.named("town")), seed: 900_000,
            duration: .seconds(6), latency: .milliseconds(latency), cutAt: .seconds(3))
        let age = try #require(try drive.row(.expertPlans, nil).planAgeMs)
        #expect(age <= Double(latency) && age > 0.85 * Double(latency))
    }
    @Test func `the program writes what it prints, and fails as other commands do`() throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("evaluation-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = try Self.evaluate(
            [
                "--ways", "expert,expert-plans", "--seeds", "2", "--seconds", "5", "--json",
                file.path,
            ],
            status: 0)
        let rows = try JSONDecoder().decode([EvaluationRow].self, from: Data(contentsOf: file))
        #expect(rows.map(\.way) == [.expert, .expertPlans, .expert, .expertPlans])
        #expect(rows.map(\.seed) == [900_000, 900_000, 900_001, 900_001])
        #expect(rows[1].secondsByDriver["cloudPlan", default: 0] > 3)
        #expect(text.contains("\nexpert plans ") && !text.contains("\ncloud plans "))
        _ = try Self.evaluate(["--bundle", "/nowhere", "--seeds", "1"], status: 65)
        _ = try Self.evaluate(["--ways", "nobody"], status: 64)
    }

    private static func evaluate(_ arguments: [String], status: Int32) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = try Repository.executable("tombolo")
        process.arguments = ["evaluate"] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == status)
        return String(decoding: bytes, as: UTF8.self)
    }
}
