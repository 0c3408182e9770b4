public import ArgumentParser
public import Runtime

/// The option every serving command has.
struct LogLevelOption: ParsableArguments {
    @Option(help: "The lowest level logged.")
    var logLevel = LogLevel.notice
    @Flag(
        help: ArgumentHelp(
            "End when standard input ends, as it does when a parent process is gone.",
            visibility: .hidden))
    var untilInputEnds = false
}

extension LogLevel: ExpressibleByArgument {}
