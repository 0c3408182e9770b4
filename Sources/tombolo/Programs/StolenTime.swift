import Foundation

/// How long a hypervisor has kept the processors from this machine since this value was made: time
/// in which no program here can be punctual, whatever its priority. Zero on a machine of one's own.
struct StolenTime {
    private let start = Self.jiffies()

    /// Since then, all processors together, in hundredths of a second.
    var hundredths: Int { Self.jiffies() - start }

    /// The eighth number of the first line of /proc/stat (proc(5)), in units of USER_HZ: hundredths
    /// of a second on every Linux.
    private static func jiffies() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let line = text.split(separator: "\n").first
        else { return 0 }
        let numbers = line.split(separator: " ").dropFirst().compactMap { Int($0) }
        return numbers.count > 7 ? numbers[7] : 0
    }
}
