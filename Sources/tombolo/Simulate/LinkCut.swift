import ArgumentParser
import Simulation
import Timekeeping

/// A cut of the link on the command line: `FROM:UNTIL` in seconds.
struct LinkCut: ExpressibleByArgument {
    let outage: Outage

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = Double(parts[0]), let until = Double(parts[1]),
            from >= 0, from < until, until <= Double(Limits.driveSeconds)
        else { return nil }
        outage = Outage(
            from: .nanoseconds(Int64(from * 1e9)), until: .nanoseconds(Int64(until * 1e9)))
    }
}
