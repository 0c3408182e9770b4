import ArgumentParser
import Foundation

/// `tombolo report`: a drive log as a page.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Turn a drive log into one self-contained page.",
        discussion: """
            The page needs no network and no other file: map, plots, pictures and events are in it.

              tombolo report demo-output/drive.jsonl
              tombolo report demo-output/drive.jsonl --output /tmp/drive.html
            """)

    @Argument(help: "The log that `tombolo-edge --log-file` wrote.")
    var log: String
    @Option(help: "The page to write; beside the log if not given.")
    var output: String?

    func run() throws {
        let log = try DriveLog(path: log)
        let page = try DriveReport(log).page
        let path = output ?? log.folder + "/drive.html"
        try Data(page.utf8).write(to: URL(fileURLWithPath: path))
        print(path)
    }
}
