public import ArgumentParser
public import Runtime
import Cells
import Worlds
import Wire

/// What a device is told on its command line.
struct EdgeOptions: ParsableArguments {
    /// Who lets the car drive again after its failsafe stopped it.
    enum ReleaseChoice: String, ExpressibleByArgument, CaseIterable {
        /// Nobody: this program has no operator's console yet, so the car stands until it ends.
        case never
        /// The car itself, once its link is healthy.
        case automatic
    }

    @Option(
        help: """
            Where a coordinator listens for devices. May be repeated, up to eight: the car ranks \
            them by its name, and goes to the next when one is full, drains or is silent.
            """)
    var coordinator: [String] = []
    @Option(help: "The folder of the bundle.")
    var bundle = "Deploy/models/driving"
    @Option(help: "The name it is called by in logs.")
    var name = "car-1"
    @Option(
        name: .customLong("class"),
        help: """
            Who goes first when the cloud cannot serve everybody: urgent, ordinary, background; if \
            not given, the coordinator decides.
            """)
    var requestClass: ClassChoice?
    @Option(help: "The kind of world: `tombolo world list` names them.")
    var scenario = "town"
    @Option(help: "What the world is drawn from.")
    var seed: UInt64 = 7
    @Option(
        help: """
            How long to drive, in seconds, before the car stops; if not given, until Ctrl-C or \
            shortly before the road's end, after 1,500 m.
            """)
    var duration: Double?
    @Option(
        help: """
            Record the drive here as MCAP, for `tombolo report`, `tombolo replay`, Foxglove and \
            others; in a folder, the file is `drive.mcap`.
            """)
    var record: String?
    @Option(
        help: """
            The most the recording may take on disk, such as 512MB or 2GB, 4MB at least; only its \
            newest part is kept, in two files of up to half of it each.
            """)
    var recordLimit = ByteSize(bytes: 1_000_000_000)
    @Option(help: "Threads of head and local policy.")
    var threads = 1
    @Option(help: "Seconds it may drive without the cloud before it stops.")
    var fallbackBudget = 4.0
    @Option(help: "Who lets it drive again after such a stop: never, automatic.")
    var release = ReleaseChoice.never
    @Option(help: "The lowest level logged.")
    var logLevel = LogLevel.notice
    @Flag(
        help: ArgumentHelp(
            "End when standard input ends, as it does when a parent process is gone.",
            visibility: .hidden))
    var untilInputEnds = false

    /// Where its coordinators listen.
    var coordinators: [String] { coordinator.isEmpty ? ["tcp://127.0.0.1:5570"] : coordinator }

    func check() throws {
        guard (1...Cells.Limits.homes).contains(coordinators.count),
            Set(coordinators).count == coordinators.count
        else {
            throw ValidationError(
                "--coordinator is given up to \(Cells.Limits.homes) times, each another endpoint")
        }
        guard Scenario.named(scenario) != nil else {
            let names = Scenario.all.map(\.name).joined(separator: ", ")
            throw ValidationError("there is no scenario '\(scenario)'; there are \(names)")
        }
        guard duration.map({ $0 > 0 && $0 <= 86_400 }) ?? true else {
            throw ValidationError("--duration is above 0 and at most 86400 seconds")
        }
        guard fallbackBudget > 0, fallbackBudget <= 600 else {
            throw ValidationError("--fallback-budget is above 0 and at most 600 seconds")
        }
        guard (1...64).contains(threads) else {
            throw ValidationError("--threads is \(threads), legal are 1 to 64")
        }
        guard recordLimit.bytes >= Runtime.Limits.recordingBytes else {
            throw ValidationError("--record-limit is at least 4MB; half of it holds a file")
        }
        guard Wire.Limits.allowsName(name) else {
            throw ValidationError("--name has 1 to 64 bytes and no control characters")
        }
    }
}

extension LogLevel: ExpressibleByArgument {}
