import Foundation
import Runtime
import Timekeeping

/// Drives cases with real processes, tells of each, and sums them up.
struct RealChaos {
    let options: RealOptions
    /// The seeds of the cases, in order.
    let seeds: [UInt64]
    private let shutdown = Shutdown()
    private var results: [RealResult] = []

    init(options: RealOptions, seeds: [UInt64]) {
        self.options = options
        self.seeds = seeds
    }

    /// How many cases had findings.
    mutating func run() throws(ProcessFailure) -> Int {
        shutdown.listenToSignals()
        if options.untilInputEnds { shutdown.listenToStandardInput() }
        for (place, seed) in seeds.enumerated() {
            let subject = RealCase(seed: seed)
            Console.print("\(place + 1) of \(seeds.count), seed \(seed): \(subject)")
            let result = try drive(subject)
            for line in RealLines.lines(of: result) { Console.print("  " + line) }
            results.append(result)
        }
        for line in RealLines.table(results) { Console.print(line) }
        return results.count { !$0.findings.isEmpty }
    }

    /// Drives it in a folder of its own, which stays only if there are findings and a place for it.
    private func drive(_ subject: RealCase) throws(ProcessFailure) -> RealResult {
        let files = FileManager.default
        let folder = files.temporaryDirectory.path + "/tombolo-chaos-\(UUID().uuidString)"
        defer { try? files.removeItem(atPath: folder) }
        do {
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ProcessFailure(.file, "cannot write to \(folder)")
        }
        var run = RealRun(
            subject, folder: folder, bundle: options.bundle, edge: options.edge,
            shutdown: shutdown)
        let result = try run.run()
        guard !result.findings.isEmpty, let output = options.output else { return result }
        do {
            try files.createDirectory(atPath: output, withIntermediateDirectories: true)
            let kept = "\(output)/seed-\(subject.seed)"
            if files.fileExists(atPath: kept) { try files.removeItem(atPath: kept) }
            try files.moveItem(atPath: folder, toPath: kept)
            Console.print("  kept in \(kept)")
        } catch {
            throw ProcessFailure(.file, "cannot write to \(output); choose another --output")
        }
        return result
    }
}
