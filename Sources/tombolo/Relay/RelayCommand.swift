import ArgumentParser

/// A bad link between real programs.
struct RelayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "Put a bad link between real programs, and break it while they run.",
        discussion: """
            A relay of TCP connections that does what the link model says: rate, queue, delay, \
            loss as the lateness TCP makes of it, outages. Put it between any two programs: let \
            one connect to the relay instead of to the other. No root, no kernel module.

              tombolo relay --to tcp://127.0.0.1:5570 --link lte-driving --seed 7
              tombolo-edge --coordinator tcp://127.0.0.1:PORT   (PORT as `ready listen=` says)

            With --control, break it from elsewhere:

              tombolo relay --to tcp://127.0.0.1:5570 --link 3g --control unix:/tmp/relay.sock
              tombolo relay control unix:/tmp/relay.sock cut --for 3
              tombolo relay control unix:/tmp/relay.sock link tunnel
              tombolo relay control unix:/tmp/relay.sock reset

            Docs/LINKS.md says what is modelled, and the lines of the control socket.
            """,
        subcommands: [RelayRun.self, RelayTell.self], defaultSubcommand: RelayRun.self)
}
