import ArgumentParser

/// `tombolo bench`: how long things take, beside baselines.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Time every part and the round trip, or a coordinator under a fleet.",
        discussion: """
            Two questions, each measured beside a baseline in the same call:

              tombolo bench           how long head, backbone, codec, wire and a round trip take
              tombolo bench fleet     how many devices a coordinator carries, at what cost each

            'tombolo help bench parts' and 'tombolo help bench fleet' name the options.
            """,
        subcommands: [PartsCommand.self, LoadCommand.self, LoadPartCommand.self],
        defaultSubcommand: PartsCommand.self)
}
