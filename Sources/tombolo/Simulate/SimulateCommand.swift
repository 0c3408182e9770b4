import ArgumentParser

/// The system in virtual time.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run device, coordinator and worker in virtual time, from a seed.",
        subcommands: [SimulateDrive.self])
}
