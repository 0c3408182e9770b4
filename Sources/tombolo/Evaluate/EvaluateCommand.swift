import ArgumentParser
import Dispatch
import Foundation
import Randomness
import Synchronization
import Timekeeping
import Worlds

/// Drives held-out seeds and prints how each way of driving does.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Drive held-out seeds and print the table of scores.",
        discussion: """
            Each seed is driven by the expert, by the cloud's plans over a good link, by the local
            policy alone, and by the last command held after the link is cut without a failsafe.
            Drives end at a collision or off the road. Seeds below 100000 were trained on.

            Example: tombolo evaluate --bundle Deploy/models/driving --seeds 20
            """)

    @Option(help: "The folder of the bundle.")
    var bundle = "Deploy/models/driving"
    @Option(help: "How many seeds, 1 to 1000.")
    var seeds = 20
    @Option(help: "The first seed.")
    var firstSeed: UInt64 = 900_000
    @Option(help: "The scenario, or all in turn.")
    var scenario = "all"
    @Option(help: "Seconds of one drive, 5 to 120.")
    var seconds = 60.0
    @Option(help: "Milliseconds from capture to the moment a plan may be followed, 0 to 400.")
    var latency: Int64 = 60
    @Option(help: "Second at which the link is cut for the driver without failsafe.")
    var cutAt = 10.0

    @Option(help: "A file to write every drive's score to, as JSON.")
    var json: String?

    func validate() throws {
        guard firstSeed <= UInt64.max - 1000 else {
            throw ValidationError("--first-seed is 0 to \(UInt64.max - 1000)")
        }
        guard (0...120).contains(cutAt) else { throw ValidationError("--cut-at is 0 to 120") }
        guard (1...1000).contains(seeds) else { throw ValidationError("--seeds is 1 to 1000") }
        guard (5...120).contains(seconds) else { throw ValidationError("--seconds is 5 to 120") }
        guard (0...400).contains(latency) else { throw ValidationError("--latency is 0 to 400") }
    }

    func run() throws {
        let chosen = try scenarios(called: scenario)
        let rows = Mutex<[EvaluationRow]>([])
        let failures = Mutex<[any Error]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { half in
            do {
                let policy = try SplitPolicy(bundle: bundle)
                for index in stride(from: half, to: seeds, by: 2) {
                    let kind = chosen[index % chosen.count]
                    for way in EvaluationRow.Way.allCases {
                        let row = try drive(way, kind, firstSeed + UInt64(index), policy)
                        rows.withLock { $0.append(row) }
                    }
                }
            } catch { failures.withLock { $0.append(error) } }
        }
        if let failure = failures.withLock({ $0.first }) { throw failure }
        let driven = rows.withLock { $0 }.sorted {
            ($0.seed, $0.way.rawValue) < ($1.seed, $1.way.rawValue)
        }
        EvaluationRow.print(driven)
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            let report = try encoder.encode(driven.map(EvaluationRecord.init))
            try report.write(to: URL(fileURLWithPath: json))
        }
    }

    private func drive(
        _ way: EvaluationRow.Way, _ scenario: Scenario, _ seed: UInt64, _ policy: SplitPolicy
    ) throws -> EvaluationRow {
        var world = scenario.world(seed: Seed(seed))
        var camera = Camera(width: 192, height: 96)
        var pixels: [UInt8] = []
        let late = Interval.milliseconds(latency)
        var driver: any RecordingDriver =
            switch way {
            case .expert:
                DisturbedExpert(
                    style: .brisk, chance: 0, draw: Seed(seed).stream("disturbance"))
            case .cloud: PolicyDriver(policy: policy, source: .cloud, latency: late, cutAt: nil)
            case .local: PolicyDriver(policy: policy, source: .local, latency: late, cutAt: nil)
            case .held:
                PolicyDriver(
                    policy: policy, source: .cloud, latency: late,
                    cutAt: .milliseconds(Int64(cutAt * 1000)))
            }
        driver.begin(world)
        for step in 0..<Int(seconds * 50) {
            let isCapture = step.isMultiple(of: 5) && way != .expert
            if isCapture { camera.render(world, into: &pixels) }
            world.step(try driver.command(for: world, image: isCapture ? pixels : nil))
            if world.isFinished || world.score.collisions > 0 || world.overhang > 1 { break }
        }
        return EvaluationRow(way: way, scenario: scenario.name, seed: seed, score: world.score)
    }
}
