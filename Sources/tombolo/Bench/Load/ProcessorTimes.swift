import Foundation
import Runtime

/// Processor time of a process's threads, by the kernel's scheduler: nanoseconds, not ticks.
struct ProcessorTimes {
    /// Seconds by thread, ended threads left out; the library's I/O threads have its names.
    let threads: [String: Double]

    /// What the process `identifier` has used so far.
    init(of identifier: Int32) {
        let folder = "/proc/\(identifier)/task"
        var threads: [String: Double] = [:]
        for task in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard let schedule = Self.text("\(folder)/\(task)/schedstat"),
                let nanoseconds = schedule.split(separator: " ").first.flatMap({ Double($0) })
            else { continue }
            let name = Self.text("\(folder)/\(task)/comm") ?? "?"
            threads[name, default: 0] += nanoseconds / 1e9
        }
        self.threads = threads
    }

    var seconds: Double { threads.values.reduce(0, +) }
    /// Of it what the message library's own threads used.
    var inputOutputSeconds: Double {
        threads.filter { $0.key.hasPrefix("ZMQbg") }.values.reduce(0, +)
    }

    private static func text(_ path: String) -> String? {
        // Files of /proc have no size: read to the end.
        FileManager.default.contents(atPath: path).map {
            String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }
}
