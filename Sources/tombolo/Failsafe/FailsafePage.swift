import ArgumentParser
import Failsafe
import Runtime

/// Every cause of the failsafe on one page.
struct FailsafePage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page",
        abstract: "Write a page with one timeline for each cause, computed by the machine itself.")

    @Argument(help: "Where to write it.")
    var output: String

    func run() throws {
        let timelines = try FailsafeStory.all.map { try Timeline($0) }
        let page = TimelinePage(title: "Tombolo failsafe: one timeline for each cause", timelines)
        do throws(ProcessFailure) {
            try PageFile.write(page.page, to: output)
        } catch {
            Console.complain("tombolo failsafe page: \(error)")
            throw ExitCode(error.kind.rawValue)
        }
        Console.print(output)
    }
}
