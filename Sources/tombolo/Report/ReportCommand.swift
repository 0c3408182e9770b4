import ArgumentParser
import Foundation
import Runtime

/// `tombolo report`: a recorded drive as a page.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Turn a recorded drive into one self-contained page.",
        discussion: """
            The page needs no network and no other file: map, plots, pictures and events are in it.
            A recording whose process was killed is read up to its last whole chunk.

              tombolo report demo-output/drive.mcap demo-output/link.mcap
              tombolo report drive.mcap --output /tmp/drive.html
              tombolo report drive.previous.mcap drive.mcap     both parts of a long drive
            """)

    @Argument(help: "What `tombolo-edge --record` wrote; of several files, the oldest first.")
    var recordings: [String]
    @Option(help: "The page to write; beside the recording, as drive.html, if not given.")
    var output: String?

    func run() throws {
        let log = try DriveLog(paths: recordings)
        let page = try DriveReport(log).page
        let folder = URL(fileURLWithPath: recordings[0]).deletingLastPathComponent().path
        let path = output ?? folder + "/drive.html"
        try Data(page.utf8).write(to: URL(fileURLWithPath: path))
        print(path)
        if !log.isFinished {
            Console.complain("the recording ends early; the page shows what is there")
        }
    }
}
