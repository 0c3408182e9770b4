import ArgumentParser
import Runtime

/// The failsafe as tables: the text of Docs/FAILSAFE.md.
struct FailsafeTable: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Print the failsafe's states, causes and times as Markdown: Docs/FAILSAFE.md.")

    func run() { Console.draw(FailsafeDocument().text) }
}
