import ArgumentParser
import Foundation
import Recording
import Runtime

/// `tombolo replay`: a recorded drive decided again.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Tell a recorded drive to the device's core again and compare what it decides.",
        discussion: """
            The recording holds everything that the core was told, and when: captures, plans with
            their values, frames, odometry, the operator. This gives the same to a fresh core, with
            the same configuration and the same random numbers, and compares each command, frame
            and event with what was recorded: all digits, not about.

              tombolo replay drive.mcap
              tombolo replay drive.previous.mcap drive.mcap     both parts of a long drive

            Exit status: 0 if all decisions are the same, 1 at the first that is not, with its time
            and both versions of it; 73 if the recording cannot be replayed, with the reason.
            """)

    @Argument(help: "What `tombolo-edge --record` wrote; of several files, the oldest first.")
    var recordings: [String]

    func run() throws {
        var report: ReplayReport?
        try CommandRun.run("replay") { () throws(ProcessFailure) in report = try replay() }
        guard let report else { return }
        guard let difference = report.difference else {
            Console.print(Self.agreement(report))
            return
        }
        for line in Self.lines(difference) { Console.complain(line) }
        throw ExitCode(1)
    }

    private func replay() throws(ProcessFailure) -> ReplayReport {
        var sources: [RecordingFileSource] = []
        for path in recordings {
            guard let source = RecordingFileSource(path: path) else {
                throw ProcessFailure(
                    .file, "cannot read \(path); name a file that `tombolo-edge --record` wrote")
            }
            sources.append(source)
        }
        do throws(ReplayError) {
            return try DriveReplay.run(sources)
        } catch {
            throw ProcessFailure(.file, "\(recordings.joined(separator: ", ")): \(error)")
        }
    }

    static func agreement(_ report: ReplayReport) -> String {
        let rest =
            report.uncompared == 0
            ? "" : "; \(number(report.uncompared)) without recorded decisions"
        return "same decisions: \(number(report.inputs)) inputs in "
            + String(format: "%.1f s", report.seconds)
            + ", \(number(report.commands)) commands and \(number(report.others)) other outputs "
            + "equal\(rest)"
    }
    static func lines(_ difference: ReplayReport.Difference) -> [String] {
        [
            "tombolo replay: another decision "
                + String(format: "%.3f s", difference.seconds)
                + " into the drive, upon input \(number(difference.input)), output "
                + "\(difference.output + 1)",
            "  input:    \(difference.inputText)",
            "  recorded: \(difference.recorded ?? "nothing")",
            "  replayed: \(difference.replayed ?? "nothing")",
        ]
    }
    /// With a comma between thousands.
    private static func number(_ count: UInt64) -> String {
        var digits = String(count)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
