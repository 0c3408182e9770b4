import ArgumentParser

/// Everything that is not on the device: `tombolo help` lists the commands.
@main
struct Tombolo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tombolo",
        abstract:
            "Split inference for robots and cars: first layers on board, the rest in the cloud.",
        discussion: """
            A device runs the head of a network and a small local policy, sends a compressed
            latent, and follows the plan that comes back while it is fresh. This program is the
            other side, and the way to try both on one machine. The device has its own program,
            `tombolo-edge`.

            Start here:
              tombolo demo                    one car, end to end, with a link cut in the middle
            """,
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, CoordinatorCommand.self, WorkerCommand.self, EvaluateCommand.self,
            ExperimentCommand.self, ChaosCommand.self, ReportCommand.self, ReplayCommand.self,
            SimulateCommand.self, ProfileCommand.self, BenchCommand.self, WorldCommand.self,
            FailsafeCommand.self, LinkCommand.self, RelayCommand.self, EmulateCommand.self,
            WireCommand.self,
        ])
}
