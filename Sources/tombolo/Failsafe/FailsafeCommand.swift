import ArgumentParser

/// The failsafe, to look at: what the very machine does when things go wrong.
struct FailsafeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failsafe",
        abstract: "Show what the failsafe does: one rehearsal, all its causes, its tables.",
        discussion: """
            Everything shown is computed by the state machine that drives; nothing is drawn by hand.

              tombolo failsafe show "8: link down for 3s; 20: disarm"
              tombolo failsafe show cameraRepeats --page camera.html
              tombolo failsafe page failsafe.html       every cause, one timeline each
              tombolo failsafe table                    Docs/FAILSAFE.md
            """,
        subcommands: [FailsafeShow.self, FailsafePage.self, FailsafeTable.self])
}
