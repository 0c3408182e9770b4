import Foundation
import Timekeeping

@testable import tombolo

/// A drive log read again and again while it grows.
struct DriveTrail {
    let path: String

    /// The entries written so far.
    var entries: [DriveLogEntry] {
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        let decoder = JSONDecoder()
        // The last piece may be half a line.
        return bytes.split(separator: 0x0A).compactMap {
            try? decoder.decode(DriveLogEntry.self, from: $0)
        }
    }
    /// Waits for a tick after `t` that `condition` holds for; its time.
    func tick(
        after t: Double, patience: Interval, _ condition: (DriveLogEntry) -> Bool
    ) -> Double? {
        var found: Double?
        _ = Wait.until(patience: patience) {
            found = entries.first { $0.kind == "tick" && ($0.t ?? 0) > t && condition($0) }?.t
            return found != nil
        }
        return found
    }
}
