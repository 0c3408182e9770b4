import Foundation
import Runtime
import Timekeeping

/// The other side of a fleet, in processes of their own so that each one's processor time is its
/// own: a coordinator and workers, or a relay and its far end.
final class LoadCluster {
    /// Where devices connect.
    let devices: String
    private let middle: ChildProcess
    private let far: ChildProcess
    private let folder: URL

    /// Starts the program once as the middle and once as what is behind it. `words` are the
    /// arguments of each; the far one's end with where the middle listens.
    init(middle: [String], far: [String], folder: URL) throws {
        self.folder = folder
        let near = try Self.launch("middle", middle, folder)
        let line = try Self.readiness(of: near, folder)
        guard let devices = Self.field("devices", of: line),
            let workers = Self.field("workers", of: line)
        else { throw BenchError.unexpected("'\(line)' from the middle") }
        self.devices = devices
        self.middle = near
        self.far = try Self.launch("far", far + ["--connect", workers], folder)
        _ = try Self.readiness(of: self.far, folder)
    }

    /// A coordinator and its workers.
    static func tombolo(_ options: LoadClusterOptions, folder: URL) throws -> LoadCluster {
        try LoadCluster(
            middle: [
                "coordinator", "--devices", "tcp://127.0.0.1:*", "--workers", "tcp://127.0.0.1:*",
                "--device-limit", "\(options.deviceLimit)", "--io-threads",
                "\(options.ioThreads)",
            ],
            far: [
                "bench", "fleet-part", "workers", "--bundle", folder.path, "--count",
                "\(options.workers)", "--batch-limit", "\(options.batchLimit)", "--service-ms",
                options.service.text,
            ], folder: folder)
    }
    /// A relay and a far end with as many connections as there would be workers.
    static func relay(_ options: LoadClusterOptions, folder: URL) throws -> LoadCluster {
        try LoadCluster(
            middle: [
                "bench", "fleet-part", "relay", "--io-threads", "\(options.ioThreads)",
            ],
            far: ["bench", "fleet-part", "far-end", "--count", "\(options.workers)"],
            folder: folder)
    }

    /// Processor time so far, of the middle and of what is behind it.
    var processorTimes: (middle: ProcessorTimes, far: ProcessorTimes) {
        (ProcessorTimes(of: middle.identifier), ProcessorTimes(of: far.identifier))
    }
    /// Ends both; what the middle said of its end, if it says such things: `key=value` words.
    func end() -> [String: String] {
        middle.end(patience: LoadLimits.patience)
        far.end(patience: LoadLimits.patience)
        let log = Self.log("middle", folder)
        var said: [String: String] = [:]
        for line in log.split(separator: "\n") where line.contains("event=ended") {
            for word in line.split(separator: " ") {
                let pair = word.split(separator: "=", maxSplits: 1)
                if pair.count == 2 { said[String(pair[0])] = String(pair[1]) }
            }
        }
        return said
    }
    /// Fails if either has ended by itself.
    func check() throws {
        for (child, name) in [(middle, "middle"), (far, "far")] where child.poll() != nil {
            throw BenchError.ended(thread: name, reason: Self.last(name, folder))
        }
    }

    private static func launch(
        _ name: String, _ arguments: [String], _ folder: URL
    ) throws -> ChildProcess {
        try ChildProcess(
            name: name,
            path: URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path,
            arguments: arguments + ["--until-input-ends"],
            errorLog: folder.appendingPathComponent("\(name).log").path)
    }
    private static func readiness(of child: ChildProcess, _ folder: URL) throws -> String {
        if let line = child.line(beginning: "ready", patience: LoadLimits.patience) {
            return line
        }
        throw BenchError.ended(thread: child.name, reason: last(child.name, folder))
    }
    private static func log(_ name: String, _ folder: URL) -> String {
        let path = folder.appendingPathComponent("\(name).log").path
        return FileManager.default.contents(atPath: path).map {
            String(decoding: $0, as: UTF8.self)
        } ?? ""
    }
    private static func last(_ name: String, _ folder: URL) -> String {
        log(name, folder).split(separator: "\n").last.map(String.init) ?? "it said nothing"
    }
    private static func field(_ name: String, of line: String) -> String? {
        line.split(separator: " ").first { $0.hasPrefix(name + "=") }
            .map { String($0.dropFirst(name.count + 1)) }
    }
}
