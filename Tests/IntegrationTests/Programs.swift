import Foundation
import Runtime
import Testing
import Timekeeping

/// The programs of this package as a test starts them: real processes, free ports, a folder of
/// their own that goes with the test.
final class Programs {
    /// The folder of the test's files.
    let folder: String
    private var children: [ChildProcess] = []

    init() throws {
        folder = NSTemporaryDirectory() + "tombolo-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }
    deinit {
        for child in children.reversed() { child.end(patience: .seconds(3)) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The bundle the programs are tried with: the trained one, or another that is named.
    static var bundle: String {
        ProcessInfo.processInfo.environment["TOMBOLO_TEST_BUNDLE"] ?? root
            + "/Deploy/models/driving"
    }
    /// The package's folder.
    static var root: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }
    /// Where the built programs lie: beside the tests.
    static var products: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().path
    }

    /// Starts a program; it ends with the test at the latest.
    func start(_ program: String, _ arguments: [String], as name: String) throws -> ChildProcess {
        let child = try ChildProcess(
            name: name, path: Programs.path(of: program),
            arguments: arguments + ["--until-input-ends", "--log-level", "info"],
            errorLog: "\(folder)/\(name).log")
        children.append(child)
        return child
    }
    /// Starts a coordinator on the given ports and waits until it listens.
    func coordinator(
        devices: String = "*", workers: String = "*", extra: [String] = [], as name: String
    ) throws -> (child: ChildProcess, devices: String, workers: String) {
        let child = try start(
            "tombolo",
            [
                "coordinator", "--devices", "tcp://127.0.0.1:\(devices)", "--workers",
                "tcp://127.0.0.1:\(workers)",
            ] + extra, as: name)
        let ready = try #require(
            child.line(beginning: "ready", patience: .seconds(60)), "\(errors(of: name))")
        func field(_ name: String) throws -> String {
            let word = ready.split(separator: " ").first { $0.hasPrefix(name + "=") }
            return try String(#require(word).dropFirst(name.count + 1))
        }
        return (child, try field("devices"), try field("workers"))
    }
    /// Starts a worker and waits until a coordinator took it in.
    func worker(at endpoint: String, as name: String) throws -> ChildProcess {
        let child = try start(
            "tombolo",
            [
                "worker", "--coordinator", endpoint, "--bundle", Programs.bundle, "--batch-limit",
                "2",
            ], as: name)
        try #require(
            child.line(beginning: "ready", patience: .seconds(120)) != nil, "\(errors(of: name))")
        return child
    }
    /// What a program wrote to its standard error.
    func errors(of name: String) -> String {
        let bytes = FileManager.default.contents(atPath: "\(folder)/\(name).log") ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }
    /// Waits until a program ended by itself.
    func ending(of child: ChildProcess, patience: Interval) -> ChildProcess.Ending? {
        // Its output ends when it does.
        _ = child.line(beginning: "\u{0}", patience: patience)
        _ = Wait.until(patience: .seconds(5)) { child.poll() != nil }
        return child.ending
    }

    private static func path(of program: String) -> String {
        "\(products)/\(program)"
    }
}

/// Waiting for a condition, within bounds.
enum Wait {
    /// True as soon as `condition` holds, false once `patience` is spent.
    static func until(patience: Interval, _ condition: () -> Bool) -> Bool {
        var clock = MonotonicClock()
        let deadline = clock.now() + patience
        while !condition() {
            guard clock.now() < deadline else { return false }
            MonotonicClock.sleep(until: clock.now() + .milliseconds(20))
        }
        return true
    }
}
