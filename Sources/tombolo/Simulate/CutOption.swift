import ArgumentParser
import NetworkModel
import Simulation
import Timekeeping

/// A cut of the link on the command line: `FROM:UNTIL` in seconds.
struct CutOption: ExpressibleByArgument {
    let cut: LinkCut

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = Double(parts[0]), let until = Double(parts[1]),
            from >= 0, from < until, until <= Double(Simulation.Limits.driveSeconds)
        else { return nil }
        cut = LinkCut(
            from: .nanoseconds(Int64(from * 1e9)), until: .nanoseconds(Int64(until * 1e9)))
    }
}
