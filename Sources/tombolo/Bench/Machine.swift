import Foundation
import ZeroMQ

/// What the numbers were measured on.
struct Machine: Codable {
    let processor: String
    let cores: Int
    let system: String
    let swift: String
    let messageLibrary: String
    /// Runnable tasks, means over 1, 5 and 15 minutes.
    let loadAverage: String
    let isOptimised: Bool

    /// This machine, now.
    static func current() -> Machine {
        Machine(
            processor: field("model name", of: "/proc/cpuinfo", separator: ":"),
            cores: ProcessInfo.processInfo.activeProcessorCount,
            system: field("PRETTY_NAME", of: "/etc/os-release", separator: "=")
                + ", Linux " + text(of: "/proc/sys/kernel/osrelease"),
            swift: compiler, messageLibrary: Context.libraryVersion,
            loadAverage: text(of: "/proc/loadavg").split(separator: " ").prefix(3)
                .joined(separator: " "),
            isOptimised: isOptimisedBuild)
    }

    /// One line for people.
    var line: String {
        "machine: \(processor), \(cores) cores, \(system), Swift \(swift), "
            + "libzmq \(messageLibrary), load \(loadAverage)"
            + (isOptimised ? "" : ", NOT OPTIMISED: build with --configuration release")
    }

    private static var compiler: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }
    private static var isOptimisedBuild: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }
    private static func text(of path: String) -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            return "unknown"
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    private static func field(_ name: String, of path: String, separator: Character) -> String {
        for line in text(of: path).split(separator: "\n") where line.hasPrefix(name) {
            let value = line.split(separator: separator, maxSplits: 1).last ?? ""
            return value.trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
        }
        return "unknown"
    }
}
