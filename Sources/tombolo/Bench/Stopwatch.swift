import Runtime
import Timekeeping

/// Measures a piece of work again and again.
enum Stopwatch {
    /// The times of `runs` runs of `body`, after a tenth as many to warm up.
    static func measure(
        runs: Int, _ body: () throws -> Void
    ) rethrows -> SampleSet {
        try measure(runs: runs, each: 1, body)
    }
    /// As above for work too short for the clock: each sample is the mean of `each` runs.
    static func measure(
        runs: Int, each: Int, _ body: () throws -> Void
    ) rethrows -> SampleSet {
        var clock = MonotonicClock()
        var samples = SampleSet(limit: runs)
        for run in -max(runs / 10, 2)..<runs {
            let begin = clock.now()
            for _ in 0..<each { try body() }
            let time = (clock.now() - begin) / Int64(each)
            if run >= 0 { samples.add(time) }
        }
        return samples
    }
    /// The times of copying `count` bytes: the least anything that touches them can take.
    static func copying(_ count: Int, runs: Int) -> SampleSet {
        let source = [UInt8](repeating: 7, count: count)
        var target = [UInt8](repeating: 0, count: count)
        return measure(runs: runs, each: 100) {
            unsafe target.withUnsafeMutableBytes { target in
                unsafe source.withUnsafeBytes { source in
                    unsafe target.copyMemory(from: source)
                }
            }
        }
    }
}
