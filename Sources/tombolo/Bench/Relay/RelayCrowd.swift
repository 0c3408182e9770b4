import Foundation
import Glibc
import LinkFiles
import NetworkModel
import Randomness
import Relay
import Runtime
import Timekeeping

/// Many devices at once, each with a frame a second: directly, and through a relay whose link does
/// nothing.
enum RelayCrowd {
    /// Connections at once: four descriptors each, of the 20,000 that a process often may have.
    static let connections = 10...4_500

    /// A line for each of the two: how late plans came, and what memory the process took for it.
    static func lines(_ count: Int) throws -> [String] {
        try DescriptorLimit.raise(toHold: count * 4 + 64, for: "\(count) relayed connections")
        let both = try [false, true].map { isRelayed in
            (name: isRelayed ? "through a relay" : "direct", try measure(count, isRelayed))
        }
        return ["\(count) connections, each 2,048 bytes there and 200 back a second"]
            + both.map { name, outcome in
                let (result, bytes) = outcome
                let times = [0.5, 0.99].map { quantile in
                    result.quantile(quantile).map { FleetTable.number($0, 2) + " ms" } ?? "none"
                }
                return "  \(name): p50 \(times[0]), p99 \(times[1]), "
                    + "\(result.missing) of \(result.count + result.missing) without a plan, "
                    + "\(bytes >> 20) MiB more than before"
            }
    }

    private static func measure(_ count: Int, _ isRelayed: Bool) throws -> (TrafficResult, Int) {
        let row = TrafficRow(
            name: "crowd", profile: .perfect, frameBytes: 2_048, hertz: 1, flows: count,
            hasChasers: false, measured: .seconds(10))
        let before = residentBytes()
        let loopback: UInt32 = 127 << 24 | 1
        let (listener, port) = try TrafficSocket.listen(at: loopback, congestion: nil)
        var configuration = RelayConfiguration(
            scenario: LinkScenario(
                name: "perfect", about: "", seed: Seed(1), duration: row.duration,
                profile: .perfect, events: []), target: "tcp://127.0.0.1:\(port)")
        configuration.connectionLimit = count
        let relay = isRelayed ? try LinkRelay(configuration) : nil
        defer { _ = relay?.close() }
        let devices = try (0..<count).map { _ in
            try TrafficSocket.connect(to: loopback, relay?.port ?? port, congestion: nil)
        }
        var run = TrafficRun(row, listener: listener, devices: devices)
        let result = try run.run()
        return (result, max(residentBytes() - before, 0))
    }
    /// What this process has in memory (proc(5)).
    private static func residentBytes() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
            return 0
        }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(getpagesize())
    }
}
