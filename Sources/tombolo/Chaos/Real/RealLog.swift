import Foundation

/// The log of a process of a case, read when it is asked.
struct RealLog {
    let lines: [Substring]

    /// The log at `path`; empty if there is none, or if it is a pipe.
    init(path: String) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        let isFile = attributes?[.type] as? FileAttributeType == .typeRegular
        let bytes = isFile ? FileManager.default.contents(atPath: path) : nil
        lines = String(decoding: bytes ?? Data(), as: UTF8.self).split(separator: "\n")
    }
    init(lines: [Substring]) { self.lines = lines }

    /// The last line of this event.
    func last(_ event: String) -> String? {
        lines.last { $0.contains(" event=\(event) ") }.map(String.init)
    }
    /// How many lines are of this event.
    func count(_ event: String) -> Int { lines.count { $0.contains(" event=\(event) ") } }
    /// Sessions of devices that a coordinator has, by its log.
    var devices: Int { count("device.opened") - count("device.closed") }
}
