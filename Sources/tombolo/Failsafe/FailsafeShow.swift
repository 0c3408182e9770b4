public import ArgumentParser
public import Failsafe
import Runtime

/// One rehearsal, in words and as a picture.
struct FailsafeShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Run the failsafe over a script, and tell each change of its state.",
        discussion: """
            A script is a list of 'TIME: WORDS', in seconds, with semicolons between; 'for 3s' takes
            a thing back after that time. The link is up and the machine armed at the beginning.

            \(RehearsalAction.phrases.joined(separator: ", "))
            """)

    /// Who lets the machine go after a stop.
    enum ReleaseChoice: String, ExpressibleByArgument, CaseIterable {
        case never, automatic
    }

    @Argument(help: "The script, or a cause, whose story is shown then.")
    var script: String
    @Option(name: .customLong("class"), help: "The kind of machine: arm, mobile-robot, car.")
    var machineClass = MachineClass.car
    @Option(
        help: "Who lets it drive again after a stop: never (an operator's 'release'), automatic.")
    var release = ReleaseChoice.never
    @Option(help: "Write the timeline here, as a page with a picture.")
    var page: String?

    func run() throws {
        do {
            let shown = try timeline()
            for line in shown.lines { Console.print(line) }
            guard let page else { return }
            try PageFile.write(TimelinePage(title: shown.title, [shown]).page, to: page)
            Console.print(page)
        } catch let error as RehearsalError {
            Console.complain("tombolo failsafe show: \(error)")
            throw ExitCode(ProcessFailure.Kind.usage.rawValue)
        } catch let error as ProcessFailure {
            Console.complain("tombolo failsafe show: \(error)")
            throw ExitCode(error.kind.rawValue)
        }
    }
    private func timeline() throws(RehearsalError) -> Timeline {
        if let cause = FailsafeCause.allCases.first(where: { "\($0)" == script }) {
            return try Timeline(FailsafeStory.of(cause))
        }
        var configuration = machineClass.failsafe
        if release == .automatic { configuration.releasePolicy = .automatic }
        return try Timeline(title: script, script: script, configuration)
    }
}

extension MachineClass: ExpressibleByArgument {}
