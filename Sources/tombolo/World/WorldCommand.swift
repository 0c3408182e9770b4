import ArgumentParser

/// The simulated world: look at it, record it.
struct WorldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "world",
        abstract: "Look at the simulated world, or record it for training.",
        subcommands: [WorldList.self, WorldLook.self, WorldRecord.self])
}
