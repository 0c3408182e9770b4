import Foundation
import Testing

extension ProcessTests {
    /// A worker that runs more than one bundle, and a device that says its class.
    @Suite struct SeveralModelsTests {
        @Test func `a worker runs the one of its bundles that a coordinator serves`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            // Another identity; JSON does not mind the line feed.
            let other = try stage.bundle(changing: "bundle.json") { $0.append(0x0A) }
            let (coordinator, devices, workers) = try stage.coordinator()
            let worker = try stage.worker(workers, bundles: [other, Repository.bundle])
            try worker.line(with: "ready coordinator=")
            #expect(worker.output.lines.count { $0.hasPrefix("measured bundle=") } == 2)
            let edge = try stage.edge(
                devices, "--class", "background", "--duration", "2", "--log-level", "info")
            #expect(try edge.status() == 0)
            worker.terminate()
            #expect(try worker.status() == 0)
            coordinator.terminate()
            #expect(try coordinator.status() == 0)
            try worker.line(with: "event=ended", "balanced=true")
            try coordinator.line(with: "event=ended", "balanced=true")
            #expect((try stage.drive().summary.fates["answered"] ?? 0) > 0)
        }
        @Test func `a bundle that is named twice, or a fifth one, is refused at once`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let bundle = Repository.bundle
            let twice = try stage.worker("tcp://127.0.0.1:1", bundles: [bundle, bundle])
            #expect(try twice.status() == 64)
            try twice.line(with: "is the same bundle as one before", "name each bundle once")
            let five = try stage.worker(
                "tcp://127.0.0.1:1", bundles: Array(repeating: bundle, count: 5))
            #expect(try five.status() == 64)
            try five.line(with: "--bundle is given 5 times, legal are 1 to 4")
        }
    }
}
