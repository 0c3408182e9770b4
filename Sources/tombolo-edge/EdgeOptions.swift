public import ArgumentParser
public import Runtime
import Cells
public import Failsafe
public import Session
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
    @Option(
        help: """
            Whether a second way to the cloud is kept beside the one in use: none; warm (it takes \
            over at once when the first falls silent); both (and latents go both ways while plans \
            would come late). Needs two --coordinator, which may be one by two interfaces: \
            tcp://10.0.0.7:0;203.0.113.5:5570.
            """)
    var secondPath = SecondPath.none
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
    @Option(
        help: ArgumentHelp(
            """
            What is driven: `world`, the simulated car; `ipc:///PATH`, another process with camera \
            and actuators; `frames:FOLDER`, recorded pictures; `pipe:-` or `pipe:PATH`, raw \
            pictures. Docs/PORTS.md tells how.
            """, valueName: "machine"))
    var machine = MachineChoice.world
    @Option(
        help: ArgumentHelp(
            """
            With `pipe:`, where motion comes from and commands go: `ipc:///PATH`, or `none`, with \
            which plans are made and logged and nothing is driven.
            """, valueName: "port"))
    var odometry: String?
    @Option(
        help: ArgumentHelp(
            "With `pipe:`, the size of the pictures that come, if it is not the bundle's.",
            valueName: "WxH"))
    var cameraSize: PictureSize?
    @Option(help: "With `pipe:`, how bytes mean pixels: rgb24, bgr24, yuv420p, nv12.")
    var pixelFormat = PixelFormat.rgb24
    @Option(help: "With `pipe:`, pictures a second that come, if that is not the bundle's rate.")
    var cameraRate: Int?
    @Option(help: "With `pipe:`, milliseconds from a picture's exposure to its first byte here.")
    var cameraDelay = 0
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
    @Option(
        help: ArgumentHelp(
            "What kind of machine it is: arm, mobile-robot, car. Sets the failsafe's times.",
            discussion: "Docs/FAILSAFE.md lists them with their reasons."))
    var machineClass = MachineClass.car
    @Option(
        help: """
            Seconds it may drive without the cloud before it stops; if not given, those of its \
            class.
            """)
    var fallbackBudget: Double?
    @Option(
        help: """
            Keep a line here that says 'alive' and counts control ticks, ten times a second, for a \
            supervisor to watch; best in memory, as in /run.
            """)
    var heartbeatFile: String?
    @Option(
        help: """
            Send the same line to this datagram socket, as unix:/run/watch.sock, or unix:@watch \
            for an abstract one.
            """)
    var heartbeatSocket: String?
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
        guard secondPath == .none || coordinators.count > 1 else {
            throw ValidationError(
                "--second-path \(secondPath.rawValue) needs --coordinator twice at least")
        }
        guard Scenario.named(scenario) != nil else {
            let names = Scenario.all.map(\.name).joined(separator: ", ")
            throw ValidationError("there is no scenario '\(scenario)'; there are \(names)")
        }
        guard duration.map({ $0 > 0 && $0 <= 86_400 }) ?? true else {
            throw ValidationError("--duration is above 0 and at most 86400 seconds")
        }
        guard heartbeatSocket.map({ UnixAddress(option: $0) != nil }) ?? true else {
            throw ValidationError(
                "--heartbeat-socket is unix:/path or unix:@name, with 107 bytes at most")
        }
        guard fallbackBudget.map({ $0 > 0 && $0 <= 600 }) ?? true else {
            throw ValidationError("--fallback-budget is above 0 and at most 600 seconds")
        }
        guard (1...64).contains(threads) else {
            throw ValidationError("--threads is \(threads), legal are 1 to 64")
        }
        try checkMachine()
        guard recordLimit.bytes >= Runtime.Limits.recordingBytes else {
            throw ValidationError("--record-limit is at least 4MB; half of it holds a file")
        }
        guard Wire.Limits.allowsName(name) else {
            throw ValidationError("--name has 1 to 64 bytes and no control characters")
        }
    }
}

extension EdgeOptions {
    private func checkMachine() throws {
        guard case .pipe(let path) = machine else {
            guard odometry == nil, cameraSize == nil, cameraRate == nil, cameraDelay == 0 else {
                throw ValidationError(
                    "--odometry and --camera-... describe the pictures of --machine pipe:")
            }
            return
        }
        guard let odometry, odometry == "none" || odometry.hasPrefix("ipc://") else {
            throw ValidationError(
                "pictures from a pipe say nothing of motion: give --odometry ipc:///PATH, where a "
                    + "program tells it and takes the commands, or --odometry none, to try plans "
                    + "without driving")
        }
        guard path != nil || !untilInputEnds else {
            throw ValidationError("standard input is the pipe of pictures")
        }
        guard cameraRate.map({ (1...1_000).contains($0) }) ?? true else {
            throw ValidationError("--camera-rate is 1 to 1000 pictures a second")
        }
        guard (0...1_000).contains(cameraDelay) else {
            throw ValidationError("--camera-delay is 0 to 1000 milliseconds")
        }
    }
}

extension LogLevel: ExpressibleByArgument {}
extension MachineClass: ExpressibleByArgument {}
extension SecondPath: ExpressibleByArgument {}
extension PixelFormat: ExpressibleByArgument {}
