import ArgumentParser
import CoordinatorCore

/// A fleet on the command line: its name and its share.
struct FleetOption: ExpressibleByArgument {
    let fleet: Fleet

    init?(argument: String) {
        let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains("/"),
            let share = Int(parts[1]), (1...1_000).contains(share)
        else { return nil }
        fleet = Fleet(name: String(parts[0]), share: share)
    }
}
