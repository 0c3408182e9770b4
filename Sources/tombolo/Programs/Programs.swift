import Foundation
import Runtime
import Timekeeping

/// Tombolo's own programs as children of this one: how they are started and what they say.
enum Programs {
    /// The file this program was started from.
    static var tombolo: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    }
    /// The device's program beside it.
    static var edge: String {
        URL(fileURLWithPath: tombolo).deletingLastPathComponent().path + "/tombolo-edge"
    }

    /// Starts `path`, whose log goes to `folder`, and which ends when this program does.
    static func start(
        _ name: String, _ path: String, _ arguments: [String], log folder: String
    ) throws(ProcessFailure) -> ChildProcess {
        try ChildProcess(
            name: name, path: path,
            arguments: arguments + ["--until-input-ends", "--log-level", "info"],
            errorLog: "\(folder)/\(name).log")
    }
    /// The line in which a program says that it is ready.
    ///
    /// - Throws: if it does not within `patience`; with the last line of its log.
    static func readiness(
        of child: ChildProcess, patience: Interval, log folder: String
    ) throws(ProcessFailure) -> String {
        if let line = child.line(beginning: "ready", patience: patience) { return line }
        let text = FileManager.default.contents(atPath: "\(folder)/\(child.name).log").map {
            String(decoding: $0, as: UTF8.self)
        }
        let last = text?.split(separator: "\n").last.map(String.init) ?? "it said nothing"
        throw ProcessFailure(.software, "the \(child.name) did not start: \(last)")
    }
    /// The value behind `name=` in a line of words.
    static func field(_ name: String, of line: String) -> String? {
        line.split(separator: " ").first { $0.hasPrefix(name + "=") }
            .map { String($0.dropFirst(name.count + 1)) }
    }
    /// The port of the endpoint that a coordinator named in its line `ready` as `name`.
    static func port(_ name: String, of ready: String) throws(ProcessFailure) -> UInt16 {
        guard let digits = field(name, of: ready)?.split(separator: ":").last,
            let port = UInt16(digits)
        else {
            throw ProcessFailure(.software, "the coordinator did not say where it is: \(ready)")
        }
        return port
    }
    /// How a program ended, in words behind its name.
    static func words(for ending: ChildProcess.Ending?) -> String {
        switch ending {
        case .status(let status): "ended with status \(status)"
        case .signal(let signal): "was ended by signal \(signal)"
        case nil: "is gone"
        }
    }
}
