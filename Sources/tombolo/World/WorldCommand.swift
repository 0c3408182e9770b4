import ArgumentParser

/// The simulated world: look at it, record it.
struct WorldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "world",
        abstract: "Look at the simulated world, record it, or let an agent drive in it.",
        subcommands: [WorldList.self, WorldLook.self, WorldRecord.self, WorldServe.self])
}
