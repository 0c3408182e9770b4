import ArgumentParser
import Foundation
import Randomness
import Synchronization
import Timekeeping
import Worlds

/// Records drives as arrays for training.
struct WorldRecord: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record drives as NumPy arrays for training.",
        discussion: """
            Someone drives; at each camera frame the picture, the state, and what a brisk and a
            cautious expert would do from there for 2.5 s are written: images.npy uint8
            [N, 96, 192, 3], states.npy float32 [N, 4], plans.npy and cautious.npy float32
            [N, 25, 4] (x, y, heading, speed), obstacles.npy float32 [N, 3], cells.npy float32
            [N, 6, 12] (nearness of what stands in each cell of the picture), drives.npy int32
            [N, 3] (drive, frame, scenario), record.json. The same options give the same bytes.

            Example: tombolo world record --frames 50000 --output recordings/base
            """)

    /// Who sits at the wheel.
    enum Driver: String, CaseIterable, ExpressibleByArgument {
        case expert, cautious, mixed, cloud, local, policy

        /// True for the drivers that are models.
        var usesPolicy: Bool {
            switch self {
            case .expert, .cautious, .mixed: false
            case .cloud, .local, .policy: true
            }
        }
    }

    @Option(help: "Frames to record, 10 a second of driving; 2 to 1000000.")
    var frames = 10_000
    @Option(help: "The seed of the first drive; each drive takes the next.")
    var seedBase: UInt64 = 1
    @Option(help: "The scenario, or all in turn.")
    var scenario = "all"
    @Option(
        help: """
            Who drives: expert, cautious, mixed by drive; or the models of --bundle: cloud, local, \
            policy for both by drive (dataset aggregation: Ross, Gordon and Bagnell, 2011).
            """)
    var driver = Driver.mixed
    @Option(help: "The folder of the bundle that drives.")
    var bundle = "Deploy/models/driving"
    @Option(help: "Probability at each frame that a disturbance begins, 0 to 1.")
    var perturb = 0.03
    @Option(help: "Seconds of one drive, 1 to 120.")
    var seconds = 60.0
    @Option(name: .shortAndLong, help: "The folder to write to.")
    var output: String

    func validate() throws {
        guard (2...1_000_000).contains(frames) else {
            throw ValidationError("--frames is 2 to 1000000")
        }
        guard (0...1).contains(perturb) else { throw ValidationError("--perturb is 0 to 1") }
        guard (1...120).contains(seconds) else {
            throw ValidationError("--seconds is 1 to 120")
        }
    }

    func run() throws {
        let chosen = try scenarios(called: scenario)
        let folder = URL(fileURLWithPath: output)
        try RecordingFiles.create(folder: folder, count: frames)
        let shardCount = 2
        let progress = Mutex(0)
        let results = Mutex<[Result<RecordingShard.Summary, any Error>]>([])
        DispatchQueue.concurrentPerform(iterations: shardCount) { index in
            let result = Result {
                let policy = driver.usesPolicy ? try SplitPolicy(bundle: bundle) : nil
                return try shard(index, of: shardCount, chosen, folder).run(
                    driver: { makeDriver(drive: $0, policy) },
                    progress: { rows in
                        let done = progress.withLock { total in
                            total += rows
                            return total
                        }
                        if done.isMultiple(of: 1000) {
                            FileHandle.standardError.write(
                                Data("\r\(done) of \(frames) frames".utf8))
                        }
                    })
            }
            results.withLock { $0.append(result) }
        }
        var summary = RecordingShard.Summary()
        for result in results.withLock({ $0 }) {
            let part = try result.get()
            summary.drives += part.drives
            summary.collisions += part.collisions
            summary.offRoad += part.offRoad
        }
        try report(summary, to: folder)
    }

    private func shard(
        _ index: Int, of count: Int, _ scenarios: [Scenario], _ folder: URL
    ) -> RecordingShard {
        RecordingShard(
            rows: (frames * index / count)..<(frames * (index + 1) / count), firstDrive: index,
            driveStride: count, seedBase: seedBase, scenarios: scenarios,
            secondsPerDrive: seconds, folder: folder)
    }

    private func makeDriver(drive: Int, _ policy: SplitPolicy?) -> any RecordingDriver {
        if let policy {
            let isLocal = driver == .local || driver == .policy && drive % 3 == 2
            return PolicyDriver(
                policy: policy, source: isLocal ? .local : .cloud, latency: .milliseconds(60))
        }
        // Three of four mixed drives are brisk: the backbone sees most of what it will meet.
        let style: DrivingStyle =
            switch driver {
            case .expert, .cloud, .policy: .brisk
            case .cautious, .local: .cautious
            case .mixed: drive % 4 == 3 ? .cautious : .brisk
            }
        let draw = Seed(seedBase + UInt64(drive)).stream("disturbance")
        return DisturbedExpert(style: style, chance: perturb, draw: draw)
    }

    private func report(_ summary: RecordingShard.Summary, to folder: URL) throws {
        let text = """
            {"frames": \(frames), "seedBase": \(seedBase), "scenario": "\(scenario)", \
            "driver": "\(driver.rawValue)", "perturb": \(perturb), "seconds": \(seconds), \
            "drives": \(summary.drives), "collisions": \(summary.collisions), \
            "offRoad": \(summary.offRoad)}

            """
        try Data(text.utf8).write(to: folder.appendingPathComponent("record.json"))
        FileHandle.standardError.write(Data("\r\(frames) of \(frames) frames\n".utf8))
        print(text, terminator: "")
    }
}
