import ArgumentParser
import Runtime

/// `tombolo bench recorder`: what recording costs the control loop.
struct RecorderBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recorder",
        abstract: "Time a control tick with and without the recorder, on a recorded drive.",
        discussion: """
            Tells the device's core a recorded drive again, as its control loop does, tick by tick
            with everything that came between two ticks: once without a recorder, once with a real
            one that writes to a file beside the recording. In the same rounds: a memcpy and a plain
            write of as many bytes as the drive recorded a tick.

              tombolo demo --output demo-output
              tombolo bench recorder demo-output/drive.mcap

            Pictures are handed over by the compute thread, and are no part of it.
            """)

    @Argument(help: "What `tombolo-edge --record` or `tombolo demo` wrote.")
    var recording: String
    @Option(help: "Control ticks of each, 100 to 100000.")
    var repeats = 2_000

    func validate() throws {
        guard (100...100_000).contains(repeats) else {
            throw ValidationError("--repeats is \(repeats), legal are 100 to 100000")
        }
    }
    func run() throws { try CommandRun.run("bench recorder", measureAndPrint) }

    private func measureAndPrint() throws(ProcessFailure) {
        guard let source = RecordingFileSource(path: recording) else {
            throw ProcessFailure(
                .file, "cannot read \(recording); name a file that `tombolo-edge --record` wrote")
        }
        do {
            let contest = try RecorderContest(RecordedInputs(reading: source), beside: recording)
            defer { contest.end() }
            Console.print(Machine.current().line)
            Console.print(contest.line)
            for line in try contest.contest.run(rounds: repeats).lines { Console.print(line) }
            for line in contest.closingLines { Console.print(line) }
        } catch let error as ReplayError {
            throw ProcessFailure(.file, "\(recording): \(error)")
        } catch let error as RecordingFileError {
            throw ProcessFailure(.file, "\(error)")
        } catch {
            throw ProcessFailure(.software, "\(error)")
        }
    }
}
