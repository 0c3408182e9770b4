import Foundation
import Testing

extension ProcessTests {
    /// A bundle whose backbone takes what a device committed to, and says in its beliefs what it
    /// was given: the real programs from the picture to the plan that is followed.
    @Suite struct CommittingTests {
        private static let bundle = Repository.root.appendingPathComponent(
            "Tests/Resources/committing")

        @Test func `what a device committed to reaches the backbone, and its plan is followed`()
            throws
        {
            let stage = try Stage()
            defer { stage.clear() }
            let (_, devices, workers) = try stage.coordinator(bundle: Self.bundle)
            let worker = try stage.worker(workers, bundle: Self.bundle)
            try worker.line(with: "ready coordinator=")
            let edge = try stage.edge(
                devices, bundle: Self.bundle, "--duration", "8", "--log-level", "info")
            #expect(try edge.status() == 0)
            let records = try stage.drive().records
            let beliefs = records.filter { $0.kind == "trajectory" }
                .compactMap { $0.beliefs?.first }
            // Until a delay is expected nothing is committed.
            #expect(beliefs.first?.prefix(2) == [0, 0])
            let committed = beliefs.filter { $0.count == 4 && $0[0] > 0 }
            #expect(committed.count >= 10, "\(beliefs)")
            // As many steps as are over by then: the first 20 ms after the capture, then ten a
            // second.
            for belief in committed {
                #expect(belief[0] == (((belief[1] - 0.02) / 0.1 + 1e-3).rounded(.down)) + 1)
            }
            let driven = records.contains { $0.kind == "tick" && $0.driver == "cloudPlan" }
            #expect(driven)
        }

        @Test func `a worker refuses a backbone whose prefix has another shape, and names it`()
            throws
        {
            let stage = try Stage()
            defer { stage.clear() }
            let copy = stage.folder.appendingPathComponent("wide")
            try FileManager.default.copyItem(at: Self.bundle, to: copy)
            func json(_ name: String) throws -> [String: Any] {
                let read = try Data(contentsOf: copy.appendingPathComponent(name))
                return try #require(try JSONSerialization.jsonObject(with: read) as? [String: Any])
            }
            var manifest = try json("bundle.json")
            var files = try #require(manifest["files"] as? [String: Any])
            files["backbone"] = try json("others.json")["wide"]
            manifest["files"] = files
            try JSONSerialization.data(withJSONObject: manifest)
                .write(to: copy.appendingPathComponent("bundle.json"))
            let worker = try stage.worker("tcp://127.0.0.1:1", bundle: copy)
            #expect(try worker.status() != 0)
            try worker.line(with: "'prefix'", "[?, 25, 4]")
        }
    }
}
