import ArgumentParser

/// `tombolo bench`: how long things take, beside baselines.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Time every part, a fleet's coordinator, the scheduler, links, the recorder.",
        discussion: """
            Six questions, each measured beside a baseline in the same call:

              tombolo bench             how long head, backbone, codec, wire and a round trip take
              tombolo bench fleet       how many devices a coordinator carries, at what cost each
              tombolo bench schedulers  how many plans the batcher brings in time, beside the bound
              tombolo bench relay       what a relay adds by itself
              tombolo bench links       whether modelled links are like the kernel's own TCP
              tombolo bench recorder    what recording a drive costs its control loop

            'tombolo help bench parts', '... fleet' and so on name the options.
            """,
        subcommands: [
            PartsCommand.self, LoadCommand.self, LoadPartCommand.self, SchedulersCommand.self,
            RelayBenchCommand.self, LinksBenchCommand.self, RecorderBenchCommand.self,
        ],
        defaultSubcommand: PartsCommand.self)
}
