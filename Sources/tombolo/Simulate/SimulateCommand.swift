import ArgumentParser

/// The system in virtual time.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run one car, or a whole fleet, in virtual time, from a seed.",
        discussion: """
            One car with everything that drives it, or thousands of devices with the
            workers that serve them:

              tombolo simulate drive --scenario town --seed 7
              tombolo simulate fleet city-cars --output out
              tombolo simulate plan city-cars --target 0.99
            """,
        subcommands: [SimulateDrive.self, SimulateFleet.self, SimulatePlan.self])
}
