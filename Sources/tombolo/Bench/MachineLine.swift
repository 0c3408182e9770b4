import Foundation
import Glibc

/// What the measurements were made on.
enum MachineLine {
    static func text(threads: Int) -> String {
        let text = FileManager.default.contents(atPath: "/proc/cpuinfo").map {
            String(decoding: $0, as: UTF8.self)
        }
        let model = text?.split(separator: "\n").first { $0.hasPrefix("model name") }
            .flatMap { $0.split(separator: ":").last }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        var load = [0.0]
        let isKnown = unsafe getloadavg(&load, 1) == 1
        return "machine: \(model ?? "unknown processor"), \(cores) cores, "
            + "load \(isKnown ? String(format: "%.1f", load[0]) : "unknown"), "
            + "\(isDebug ? "DEBUG build, only the networks count" : "release build"), "
            + "networks on \(threads) thread\(threads == 1 ? "" : "s")"
    }
    private static var isDebug: Bool {
        #if DEBUG
            true
        #else
            false
        #endif
    }
}
