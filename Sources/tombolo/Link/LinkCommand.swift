import ArgumentParser

/// Links that degrade: what there is, and what each does.
struct LinkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "List the ready-made bad links, and show what one does to frames and plans.",
        discussion: """
            A profile says what a link does, a scenario what happens to it over time. Ready-made
            ones have names; your own are files (Deploy/links/README.md says how to write one).

              tombolo link list
              tombolo link show lte-driving
              tombolo link show my-link.json --bytes 20000 --hertz 10 --newest
            """,
        subcommands: [LinkList.self, LinkShow.self])
}
