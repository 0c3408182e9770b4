import Foundation
import ModelBundle
import Runtime
import Testing
import ZeroMQ

@testable import tombolo

extension ProcessTests {
    /// The programs of this package against the protocol's conformance cases.
    @Suite struct ConformanceTests {
        @Test func `the coordinator conforms`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (coordinator, devices, workers) = try stage.coordinator()
            let results = try Self.results(.coordinator, devices, workers)
            coordinator.interrupt()
            #expect(try coordinator.status() == 0)
            try coordinator.line(with: "event=ended", "balanced=true")
            #expect(results.count > 190)
        }
        @Test func `the worker conforms`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            // Its last case drains the worker, whose program ends by itself.
            let results = try Self.results(.worker, "tcp://127.0.0.1:*") { endpoint in
                _ = try stage.worker(endpoint)
            }
            #expect(results.count > 20)
        }
        @Test func `the device conforms`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let results = try Self.results(.device, "tcp://127.0.0.1:*") { endpoint in
                _ = try stage.edge(endpoint, "--fallback-budget", "300")
            }
            #expect(results.count > 20)
        }

        @Test func `the command prints a table, writes its results and ends with 0`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (_, devices, _) = try stage.coordinator()
            let file = stage.folder.appendingPathComponent("results.json")
            let runner = try stage.start(
                "tombolo",
                [
                    "wire", "conform", devices, "--cases", Self.folder, "--only", "1.*", "--json",
                    file.path,
                ])
            #expect(try runner.status() == 0)
            try runner.line(with: "1.1", "a hello is answered by a welcome", "OK")
            // No workers' side was given.
            try runner.line(with: "1.2", "a register is answered by a welcome", "SKIPPED")
            try runner.line(with: "17 of 17 cases: 13 OK", "0 FAILED, 4 SKIPPED")
            let report = try JSONDecoder().decode(
                CaseValue.self, from: try Data(contentsOf: file))
            #expect(report["cases"]?.list?.count == 17)
            #expect(report["cases"]?.list?[0]["result"] == .text("OK"))
        }
        @Test func `the command says what was expected and what came, and ends with 65`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (_, devices, _) = try stage.coordinator()
            // A case that asks for the wrong answer: without a worker no plan can come.
            let folder = stage.folder.appendingPathComponent("Protocol/cases")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let source = URL(fileURLWithPath: Self.folder)
            for name in ["defaults.json", "3.4.json"] {
                try FileManager.default.copyItem(
                    at: source.appendingPathComponent(name), to: folder.appendingPathComponent(name)
                )
            }
            try FileManager.default.copyItem(
                at: source.appendingPathComponent("../vectors").standardizedFileURL,
                to: stage.folder.appendingPathComponent("Protocol/vectors"))
            let file = folder.appendingPathComponent("3.4.json")
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text.contains("\"noWorker\""))
            try text.replacingOccurrences(of: "\"noWorker\"", with: "\"noCredit\"")
                .write(to: file, atomically: true, encoding: .utf8)
            let runner = try stage.start(
                "tombolo", ["wire", "conform", devices, "--cases", folder.path])
            #expect(try runner.status() == 65)
            try runner.line(with: "3.4", "FAILED")
            try runner.line(with: "expected outcome(", "cause noCredit")
            try runner.line(with: "came: outcome(", "cause noWorker")
            try runner.line(with: "cause is noWorker, not noCredit")
            try runner.line(with: "| +", "device > latent 1")
            try runner.line(with: "1 of 1 cases: 0 OK, 0 NON-STRICT, 1 FAILED")
        }

        private static let folder = Repository.root.path + "/Protocol/cases"

        /// Runs every case of `role` and records each that FAILED.
        private static func results(
            _ role: ConformanceRole, _ devices: String, _ workers: String? = nil,
            start: (String) throws -> Void = { _ in }
        ) throws -> [ConformanceResult] {
            let folder = try CaseFolder(Self.folder)
            let bundle = try ModelBundle(directory: Repository.bundle.path).bundleID
            let shell = try ConformanceShell(
                devices: devices, workers: workers, listens: role != .coordinator,
                random: Chance.stream(), context: try Context(inputOutputThreads: 1),
                shutdown: Shutdown())
            if let place = shell.listening { try start(place) }
            var suite = ConformanceSuite(
                role: role, cases: folder.cases.filter { $0.role == role },
                setting: ConformanceSetting(
                    fields: FrameFields(schema: try Schema.compiledIn()),
                    defaults: folder.defaults, vectors: folder.vectors, bundle: bundle.bytes,
                    channels: 16, elements: 16 * 6 * 12, stateCount: 4),
                shell: shell)
            if role == .coordinator {
                #expect(try suite.findBundle())
                #expect(suite.setting.bundle == bundle.bytes)
            }
            var results: [ConformanceResult] = []
            try suite.run { result in
                results.append(result)
                let why = (result.remarks + result.transcript).joined(separator: "\n")
                #expect(
                    result.verdict == .ok || result.verdict == .nonStrict, "\(result.line)\n\(why)")
            }
            return results
        }
    }
}
