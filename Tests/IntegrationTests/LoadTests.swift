import Foundation
import Testing

@testable import tombolo

extension ProcessTests {
    /// A short run of `tombolo bench fleet`. What it measures is the machine's; that nothing is
    /// unaccounted for is ours.
    @Suite struct LoadTests {
        private func report(_ stage: Stage, _ arguments: [String]) throws -> LoadReport {
            let file = stage.folder.appendingPathComponent("fleet.json")
            let program = try stage.start(
                "tombolo", ["bench", "fleet", "--output", file.path] + arguments)
            #expect(try program.status() == 0)
            return try JSONDecoder().decode(LoadReport.self, from: try Data(contentsOf: file))
        }

        @Test func `accounts for each latent of three hundred devices, and of the relays`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let report = try report(
                stage, ["--devices", "300", "--rate", "4", "--seconds", "2", "--workers", "2"])
            #expect(report.results.count == 3)
            for result in report.results {
                #expect(result.tally.isBalanced, "\(result.name): \(result.tally)")
                #expect(result.tally.due == 300 * 4 * 2, "\(result.name)")
                #expect(result.tally.answered > 0, "\(result.name)")
            }
            let said = try #require(report.results.last?.said)
            #expect(said["balanced"] == "true")
            #expect(report.ratios.count == 2)
        }
        @Test func `accounts for each latent of devices that wait for the last one`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let report = try report(
                stage,
                [
                    "--pace", "closed", "--devices", "64", "--seconds", "2", "--workers", "1",
                    "--service-ms", "20", "--without-relays",
                ])
            let result = try #require(report.results.first)
            #expect(report.results.count == 1 && report.ratios.isEmpty)
            #expect(result.tally.isBalanced, "\(result.tally)")
            #expect(result.tally.due > 64 && result.tally.answered > 0)
            #expect(result.said["balanced"] == "true")
        }
    }
}
