import ArgumentParser
import Dispatch
import Foundation
import Runtime
import Synchronization
import Timekeeping
import Worlds

/// Drives held-out seeds and prints how each way of driving does.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Drive held-out seeds and print the table of scores.",
        discussion: """
            Each seed is driven in each way by the cores of the real programs in virtual time:

              expert        told the scene, straight at the wheel
              expert-plans  the expert's future as the cloud's plan: what any model could reach
              cloud         the cloud's plans over a good link
              local         the local policy; the link is down once the car is released
              held          the last command held after --cut-at, without a failsafe

            Drives begin standing and end at a collision or a metre off the road. Seeds below
            100000 were trained on.

              tombolo evaluate --seeds 24
              tombolo evaluate --seeds 100 --ways cloud,local --json evaluation.json
            """)

    @Option(help: "The folder of the bundle.")
    var bundle = "Deploy/models/driving"
    @Option(help: "The ways to drive, separated by commas.")
    var ways = EvaluationWays.all
    @Option(help: "How many seeds, 1 to 1000.")
    var seeds = 20
    @Option(help: "The first seed.")
    var firstSeed: UInt64 = 900_000
    @Option(help: "The scenario, or all in turn.")
    var scenario = "all"
    @Option(help: "Seconds of one drive, 5 to 120.")
    var seconds = 60.0
    @Option(help: "Milliseconds from a capture to its plan's arrival, 10 to 250.")
    var latency: Int64 = 60
    @Option(help: "Second at which the link is cut for the driver without failsafe, 2 to 120.")
    var cutAt = 10.0
    @Option(help: "A file to write every drive's score to, as JSON.")
    var json: String?

    func validate() throws {
        _ = try scenarios(called: scenario)
        guard firstSeed <= UInt64.max - 1000 else {
            throw ValidationError("--first-seed is 0 to \(UInt64.max - 1000)")
        }
        guard (2...120).contains(cutAt) else { throw ValidationError("--cut-at is 2 to 120") }
        guard (1...1000).contains(seeds) else { throw ValidationError("--seeds is 1 to 1000") }
        guard (5...120).contains(seconds) else { throw ValidationError("--seconds is 5 to 120") }
        guard (10...250).contains(latency) else { throw ValidationError("--latency is 10 to 250") }
    }

    func run() throws {
        let chosen = try scenarios(called: scenario)
        try CommandRun.run("evaluate") { () throws(ProcessFailure) in
            let rows = try drive(chosen)
            for line in EvaluationText.lines(rows) { Console.print(line) }
            if let json { try write(rows, to: json) }
        }
    }

    /// Two drives at a time, each on its own thread with its own models; rows in order.
    private func drive(_ scenarios: [Scenario]) throws(ProcessFailure) -> [EvaluationRow] {
        let rows = Mutex<[EvaluationRow]>([])
        let failures = Mutex<[ProcessFailure]>([])
        let driven = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 2) { half in
            do throws(ProcessFailure) {
                let needsModels = ways.ways.contains(where: \.needsModels)
                let models = needsModels ? try EvaluationModels(path: bundle) : nil
                for index in stride(from: half, to: seeds, by: 2) {
                    guard failures.withLock({ $0.isEmpty }) else { return }
                    let found = try self.rows(scenarios[index % scenarios.count], index, models)
                    rows.withLock { $0 += found }
                    let count = driven.withLock { count in
                        count += 1
                        return count
                    }
                    report(found, count)
                }
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        if let failure = failures.withLock({ $0.first }) { throw failure }
        let order = EvaluationWay.allCases
        return rows.withLock { $0 }.sorted {
            ($0.seed, order.firstIndex(of: $0.way) ?? 0)
                < ($1.seed, order.firstIndex(of: $1.way) ?? 0)
        }
    }
    private func rows(
        _ scenario: Scenario, _ index: Int, _ models: EvaluationModels?
    ) throws(ProcessFailure) -> [EvaluationRow] {
        let drive = EvaluationDrive(
            scenario: scenario, seed: firstSeed + UInt64(index),
            duration: .milliseconds(Int64(seconds * 1000)), latency: .milliseconds(latency),
            cutAt: .milliseconds(Int64(cutAt * 1000)))
        var rows: [EvaluationRow] = []
        for way in ways.ways { rows.append(try drive.row(way, models)) }
        return rows
    }
    private func report(_ rows: [EvaluationRow], _ count: Int) {
        guard let first = rows.first else { return }
        let clean = rows.map { "\($0.way.option) \($0.isClean ? "clean" : "NOT CLEAN")" }
        Console.complain(
            "\(count) of \(seeds): \(first.scenario) seed \(first.seed): "
                + clean.joined(separator: ", "))
    }
    private func write(_ rows: [EvaluationRow], to path: String) throws(ProcessFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do {
            try encoder.encode(rows).write(to: URL(fileURLWithPath: path))
        } catch {
            throw ProcessFailure(.file, "cannot write \(path); choose another --json")
        }
    }
}
