import Foundation
import ModelBundle
import Runtime
import Timekeeping

/// The bench's output: one line a measurement.
enum BenchTable {
    static func printHead(_ machine: String, _ bundle: ModelBundle) {
        Console.print(machine)
        let (camera, latent) = (bundle.camera, bundle.latent)
        Console.print(
            "bundle \(bundle.name) version \(bundle.version): picture "
                + "\(camera.height)x\(camera.width)x\(camera.channels), latent "
                + "\(latent.channels)x\(latent.height)x\(latent.width), plan "
                + "\(bundle.plan.stepCount)x\(bundle.plan.channels.count)")
        Console.print("")
        Console.print(row("", "p50", "p95", "p99", "compared with"))
    }
    /// Prints a measurement and how its median compares with `baseline`'s.
    static func printRow(_ name: String, _ samples: SampleSet, comparedWith text: String) {
        Console.print(
            row(
                name, time(samples.quantile(0.5)), time(samples.quantile(0.95)),
                time(samples.quantile(0.99)), text))
    }
    /// `a` in terms of `b`, for example `12.3 x memcpy`.
    static func ratio(_ a: SampleSet, to b: SampleSet, called name: String) -> String {
        guard let x = a.quantile(0.5), let y = b.quantile(0.5), y > .zero else { return "" }
        let ratio = x.seconds / y.seconds
        let text = String(format: ratio < 10 ? "%.2f" : "%.0f", ratio)
        return "\(text) x \(name) (\(time(y)))"
    }
    static func time(_ interval: Interval?) -> String {
        guard let interval else { return "-" }
        let microseconds = Double(interval.nanoseconds) / 1e3
        if microseconds < 1 { return "\(interval.nanoseconds) ns" }
        if microseconds < 1_000 { return String(format: "%.1f us", microseconds) }
        return String(format: "%.2f ms", microseconds / 1e3)
    }

    private static func row(
        _ name: String, _ p50: String, _ p95: String, _ p99: String, _ text: String
    ) -> String {
        let left = name.padding(toLength: 34, withPad: " ", startingAt: 0)
        let times = [p50, p95, p99].map { time in
            String(repeating: " ", count: max(10 - time.count, 1)) + time
        }
        return left + times.joined() + "   " + text
    }
}
