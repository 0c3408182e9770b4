import Foundation
import Testing
import ZeroMQ

/// Everything one test starts and writes; cleared at its end, however that comes.
final class Stage {
    /// A folder of this test alone.
    let folder: URL
    private var programs: [Program] = []

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Ends what still runs and removes what was written. Call it with `defer`: it also keeps the
    /// programs alive until then.
    func clear() {
        for program in programs { program.kill() }
        try? FileManager.default.removeItem(at: folder)
    }

    /// A coordinator that listens; `*` takes a free port.
    func coordinator(
        devices: String = "tcp://127.0.0.1:*", workers: String = "tcp://127.0.0.1:*",
        bundle: URL = Repository.bundle, options: [String] = []
    ) throws -> (program: Program, devices: String, workers: String) {
        let program = try start(
            "tombolo",
            [
                "coordinator", "--devices", devices, "--workers", workers, "--bundle",
                bundle.path, "--log-level", "info",
            ] + options)
        return (
            program, try program.value(of: "devices", inLineWith: "ready", "devices="),
            try program.value(of: "workers", inLineWith: "ready", "workers=")
        )
    }
    /// So many TCP ports that nobody has just now: for programs that must know each other's before
    /// they start.
    static func freePorts(_ count: Int) throws -> [Int] {
        let context = try Context(inputOutputThreads: 1)
        // All are held until all are found.
        let sockets = try (0..<count).map { _ in
            try Socket(.router, options: .coordinatorRouter, in: context)
        }
        let ports = try sockets.map { socket in
            try #require(
                try socket.bind("tcp://127.0.0.1:*").split(separator: ":").last.flatMap { Int($0) })
        }
        for socket in sockets { socket.close() }
        return ports
    }
    /// A worker for small batches.
    func worker(_ coordinator: String, bundle: URL = Repository.bundle) throws -> Program {
        try worker(coordinator, bundles: [bundle])
    }
    /// A worker for small batches of several bundles.
    func worker(_ coordinator: String, bundles: [URL]) throws -> Program {
        try start(
            "tombolo",
            ["worker", "--coordinator", coordinator, "--batch-limit", "2", "--log-level", "info"]
                + bundles.flatMap { ["--bundle", $0.path] })
    }
    /// A device that records its drive as `drive.mcap`.
    func edge(
        _ coordinator: String, bundle: URL = Repository.bundle, _ options: String...
    ) throws -> Program {
        try start(
            "tombolo-edge",
            [
                "--coordinator", coordinator, "--bundle", bundle.path, "--record", recording.path,
            ] + options)
    }
    func start(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Program {
        let program = try Program(name, arguments, environment: environment)
        programs.append(program)
        return program
    }

    /// The path of a file called `name` in this test's folder.
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    /// Starts a script of the repository, at its path from the root.
    func script(_ path: String, _ arguments: [String]) throws -> Program {
        let program = try Program(
            script: Repository.root.appendingPathComponent(path), arguments)
        programs.append(program)
        return program
    }

    /// Where the device records its drive.
    var recording: URL { folder.appendingPathComponent("drive.mcap") }
    /// What the device wrote about its drive; read it once the device has ended.
    func drive() throws -> Drive {
        let link = folder.appendingPathComponent("link.mcap")
        let isDemo = FileManager.default.fileExists(atPath: link.path)
        return try Drive(reading: isDemo ? [recording, link] : [recording])
    }
    /// A copy of the bundle in which `change` has changed the file called `name`.
    func bundle(changing name: String, _ change: (inout [UInt8]) -> Void) throws -> URL {
        let copy = folder.appendingPathComponent("bundle")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        for file in ["bundle.json", "head.onnx", "local.onnx", "backbone.onnx"] {
            try FileManager.default.copyItem(
                at: Repository.bundle.appendingPathComponent(file),
                to: copy.appendingPathComponent(file))
        }
        let file = copy.appendingPathComponent(name)
        var bytes = [UInt8](try Data(contentsOf: file))
        change(&bytes)
        try Data(bytes).write(to: file)
        return copy
    }
}
