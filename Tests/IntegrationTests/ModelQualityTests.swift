import Foundation
import Testing

extension ProcessTests {
    /// The shipped models on worlds no training saw, judged by the command people use for it.
    ///
    /// Docs/BENCHMARKS.md has every drive clean; one may be lost here to another machine's
    /// rounding.
    @Suite struct ModelQualityTests {
        private struct Drive: Decodable {
            var way: String
            var collisions: Int
            var offRoadSeconds: Double
            var averageSpeed: Double

            var isClean: Bool { collisions == 0 && offRoadSeconds == 0 }
        }

        @Test func `the shipped models drive worlds they never saw`() throws {
            let drives = try evaluated(seeds: 12, seconds: 30)
            let expert = drives.filter { $0.way == "expert" }
            let bound = drives.filter { $0.way == "expert plans" }
            let cloud = drives.filter { $0.way == "cloud plans" }
            let local = drives.filter { $0.way == "local policy" }
            #expect([expert, bound, cloud, local].allSatisfy { $0.count == 12 })
            #expect(expert.count(where: \.isClean) == 12)
            #expect(bound.count(where: \.isClean) == 12, "what follows plans is not at fault")
            #expect(cloud.count(where: \.isClean) >= 11, "cloud plans: at least 11 of 12 clean")
            #expect(local.count(where: \.isClean) >= 11, "local policy: at least 11 of 12 clean")
            let speeds = (Self.meanSpeed(expert), Self.meanSpeed(cloud), Self.meanSpeed(local))
            #expect(abs(speeds.1 - speeds.0) < 0.1 * speeds.0, "the cloud keeps the expert's pace")
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
