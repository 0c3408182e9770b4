import Emulator
import Glibc
import LinkFiles
import Randomness
import Relay
import Runtime
import Timekeeping

/// The three ways of putting one model of a link under traffic.
enum TrafficDriver: String, CaseIterable {
    /// In virtual time, TCP modelled.
    case virtual
    /// Real sockets over loopback through the relay, TCP modelled.
    case relay
    /// Real sockets over packets through the emulator: the kernel's own TCP.
    case kernel

    /// What a row comes to by this driver. `congestion` names the kernel's congestion control, nil
    /// for the usual one.
    func run(
        _ row: TrafficRow, seed: UInt64, congestion: String?
    ) throws -> TrafficResult {
        let scenario = LinkScenario(
            name: row.name, about: "", seed: Seed(seed), duration: row.duration,
            profile: row.profile, events: [])
        switch self {
        case .virtual: return Self.virtual(row, scenario)
        case .relay: return try Self.relay(row, scenario, congestion)
        case .kernel: return try Self.kernel(row, scenario, congestion)
        }
    }

    private static func virtual(_ row: TrafficRow, _ scenario: LinkScenario) -> TrafficResult {
        var delays = [[Interval]](repeating: [], count: row.flows)
        var count = 0
        for flow in 0..<row.flows {
            var own = scenario
            // Odd and large, so that neighbours share nothing.
            own.seed = Seed(scenario.seed.value &+ UInt64(flow) &* 0x9E37_79B9_7F4A_7C15)
            let load = LinkTrial.Load(
                frameBytes: row.frameBytes, planBytes: TrafficRow.planBytes, period: row.period,
                phase: row.period / Int64(row.flows) * Int64(flow), isNewestOnly: false,
                hasChasers: row.hasChasers)
            let trial = LinkTrial(own, load)
            let from = Instant.origin + TrafficRow.warmUp
            let counted = from..<(from + row.measured)
            count += trial.captures.count { counted.contains($0) }
            for (id, delay) in zip(trial.answered, trial.roundTrips)
            where counted.contains(trial.captures[Int(id)]) { delays[flow].append(delay) }
        }
        let answered = delays.reduce(0) { $0 + $1.count }
        return TrafficResult(delays, missing: count - answered)
    }
    private static func relay(
        _ row: TrafficRow, _ scenario: LinkScenario, _ congestion: String?
    ) throws -> TrafficResult {
        let loopback: UInt32 = 127 << 24 | 1
        let (listener, port) = try TrafficSocket.listen(at: loopback, congestion: congestion)
        var configuration = RelayConfiguration(
            scenario: scenario, target: "tcp://127.0.0.1:\(port)")
        configuration.isShared = false
        let relay = try LinkRelay(configuration)
        defer { relay.close() }
        let devices = try (0..<row.flows).map { _ in
            try TrafficSocket.connect(to: loopback, relay.port, congestion: congestion)
        }
        var run = TrafficRun(row, listener: listener, devices: devices)
        return try run.run()
    }
    private static func kernel(
        _ row: TrafficRow, _ scenario: LinkScenario, _ congestion: String?
    ) throws -> TrafficResult {
        var configuration = EmulatorConfiguration(
            scenario: scenario, far: try NetworkNamespace())
        configuration.isShared = false
        let emulator = try LinkEmulator(configuration)
        defer { emulator.close() }
        let address = emulator.farAddress.bits
        let (listener, port) = try emulator.far.enter {
            try TrafficSocket.listen(at: address, congestion: congestion)
        }
        let devices = try emulator.near.enter {
            try (0..<row.flows).map { _ in
                try TrafficSocket.connect(to: address, port, congestion: congestion)
            }
        }
        var run = TrafficRun(row, listener: listener, devices: devices)
        return try run.run()
    }
}
