import Foundation
import ModelBundle
import Runtime
import Testing

extension ProcessTests {
    /// Programs that cannot do their work say why in one line, and by their status.
    @Suite struct RefusalTests {
        @Test func `says that a port is taken`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (_, devices, _) = try stage.coordinator()
            let second = try stage.start(
                "tombolo", ["coordinator", "--devices", devices, "--workers", "tcp://127.0.0.1:*"])
            #expect(try second.status() == ProcessFailure.Kind.endpoint.rawValue)
            #expect(second.output.lines.count == 1)
            try second.line(with: "tombolo coordinator:", devices, "is in use", "another port")
        }

        @Test func `names the folder that holds no bundle`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let folder = stage.folder.appendingPathComponent("none")
            for program in [
                try stage.edge("tcp://127.0.0.1:1", bundle: folder),
                try stage.worker("tcp://127.0.0.1:1", bundle: folder),
            ] {
                #expect(try program.status() == ProcessFailure.Kind.bundle.rawValue)
                #expect(program.output.lines.count == 1)
                try program.line(with: "cannot read", "/none/bundle.json")
            }
        }

        @Test func `names the file that is not the bundle's, and both digests`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let bundle = try stage.bundle(changing: "head.onnx") { $0[$0.count / 2] ^= 1 }
            let expected = try ModelBundle(directory: Repository.bundle.path).head.digest
            for program in [
                try stage.edge("tcp://127.0.0.1:1", bundle: bundle),
                try stage.worker("tcp://127.0.0.1:1", bundle: bundle),
            ] {
                #expect(try program.status() == ProcessFailure.Kind.bundle.rawValue)
                #expect(program.output.lines.count == 1)
                let line = try program.line(with: "/head.onnx has SHA-256", "\(expected)")
                let digests = line.split { !$0.isHexDigit }.filter { $0.count == 64 }
                #expect(Set(digests).count == 2)
                #expect(line.contains("export the bundle again"))
            }
        }

        @Test func `tells the operator that the coordinator serves another bundle`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            // Another identity; JSON does not mind the line feed.
            let other = try stage.bundle(changing: "bundle.json") { $0.append(0x0A) }
            let (coordinator, devices, workers) = try stage.coordinator(bundle: other)
            let served = try ModelBundle(directory: other.path).bundleID
            let own = try ModelBundle(directory: Repository.bundle.path).bundleID
            for program in [try stage.edge(devices), try stage.worker(workers)] {
                #expect(try program.status() == ProcessFailure.Kind.otherBundle.rawValue)
                try program.line(
                    with: "serves bundle \("\(served)".prefix(12))",
                    "this is \("\(own)".prefix(12))", "the same --bundle")
            }
            try coordinator.line(with: "event=peer.refused", "reason=wrongBundle", "side=device")
            try coordinator.line(with: "event=peer.refused", "reason=wrongBundle", "side=worker")
        }

        @Test func `tells the operator that the coordinator speaks another version`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let coordinator = try ScriptedCoordinator()
            for program in [
                try stage.edge(coordinator.endpoint), try stage.worker(coordinator.endpoint),
            ] {
                try coordinator.play(
                    .otherVersion, until: program, writes: "speaks protocol 9.4, this program 1.0",
                    "update the older")
                #expect(try program.status() == ProcessFailure.Kind.version.rawValue)
            }
        }
    }
}
