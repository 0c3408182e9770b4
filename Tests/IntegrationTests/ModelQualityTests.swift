import Foundation
import Testing

extension ProcessTests {
    /// The shipped models on worlds no training saw, judged by the command people use for it.
    ///
    /// Thresholds are looser than the figures in Docs/BENCHMARKS.md, so that another machine's
    /// rounding does not fail them, and tight enough that an untrained or damaged model does.
    @Suite struct ModelQualityTests {
        private struct Drive: Decodable {
            var way: String
            var collisions: Int
            var offRoadSeconds: Double
            var averageSpeed: Double

            var isClean: Bool { collisions == 0 && offRoadSeconds == 0 }
        }

        @Test func `the shipped models drive worlds they never saw`() throws {
            let drives = try evaluated(seeds: 6, seconds: 20)
            let expert = drives.filter { $0.way == "expert" }
            let bound = drives.filter { $0.way == "expert plans" }
            let cloud = drives.filter { $0.way == "cloud plans" }
            let local = drives.filter { $0.way == "local policy" }
            #expect(expert.count == 6 && bound.count == 6 && cloud.count == 6 && local.count == 6)
            #expect(expert.count(where: \.isClean) == 6)
            #expect(bound.count(where: \.isClean) == 6, "what follows plans is not at fault")
            #expect(cloud.count(where: \.isClean) >= 4, "cloud plans: at least 4 of 6 clean")
            #expect(local.count(where: \.isClean) >= 5, "local policy: at least 5 of 6 clean")
            let speeds = (Self.meanSpeed(bound), Self.meanSpeed(cloud), Self.meanSpeed(local))
            #expect(abs(speeds.1 - speeds.0) < 0.15 * speeds.0, "the cloud keeps the expert's pace")
            #expect(
                speeds.2 < 0.7 * speeds.1 && speeds.2 > 2, "the local policy is slow but drives")
        }

        private static func meanSpeed(_ drives: [Drive]) -> Double {
            drives.map(\.averageSpeed).reduce(0, +) / Double(max(drives.count, 1))
        }

        private func evaluated(seeds: Int, seconds: Int) throws -> [Drive] {
            let report = FileManager.default.temporaryDirectory
                .appendingPathComponent("evaluation-\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: report) }
            let process = Process()
            process.executableURL = try Repository.executable("tombolo")
            process.standardError = FileHandle.nullDevice
            process.arguments = [
                "evaluate", "--ways", "expert,expert-plans,cloud,local", "--bundle",
                Repository.bundle.path,
                "--seeds", "\(seeds)", "--seconds", "\(seconds)", "--json", report.path,
            ]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return try JSONDecoder().decode([Drive].self, from: Data(contentsOf: report))
        }
    }
}
