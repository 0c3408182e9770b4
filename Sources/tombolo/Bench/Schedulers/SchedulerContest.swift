import Batching
import Runtime
import Timekeeping

/// What the batcher costs: requests a second on one core, and the time of one event.
struct SchedulerContest {
    /// Of single events, clock readings included.
    struct Figures: Codable {
        let requests: Int
        let requestsPerSecond: Double
        let medianNanoseconds: Double
        let p99Nanoseconds: Double
        let p999Nanoseconds: Double
        let longestNanoseconds: Double

        var line: String {
            "  " + Standing.text(requestsPerSecond / 1e6) + " million requests a second; an event: "
                + "median " + Standing.text(medianNanoseconds) + " ns, p99 "
                + Standing.text(p99Nanoseconds) + " ns, p99.9 " + Standing.text(p999Nanoseconds)
                + " ns, longest " + Standing.text(longestNanoseconds) + " ns"
        }
    }

    /// One request from its arrival to its end, in cells of one worker and of eight.
    static var contest: Contest {
        let contestants = [1, 8].map { workers in
            let load = SchedulerLoad(workers: workers, timed: nil)
            return Contestant(
                name: "a request, \(workers) of the workers", baselines: [], calls: 10_000,
                members: 1, note: "\(workers * 240) devices at 10 Hz", body: load.request)
        }
        return Contest(title: "Batcher, load 0.9, batches of 64", contestants: contestants)
    }

    /// Takes `requests` through a cell of eight workers twice: for the rate, and by single events.
    static func figures(requests: Int) -> Figures {
        let plain = SchedulerLoad(workers: 8, timed: nil)
        for _ in 0..<requests / 4 { plain.request() }
        var clock = MonotonicClock()
        let begin = clock.now()
        for _ in 0..<requests { plain.request() }
        let taken = clock.now() - begin
        var samples: [Double] = []
        samples.reserveCapacity(2 * requests)
        var events = MonotonicClock()
        let load = SchedulerLoad(workers: 8) { event in
            let before = events.now()
            event()
            samples.append(Double((events.now() - before).nanoseconds))
        }
        for _ in 0..<requests / 4 { load.request() }
        samples.removeAll(keepingCapacity: true)
        for _ in 0..<requests { load.request() }
        let quantiles = Quantiles(samples)
        return Figures(
            requests: requests, requestsPerSecond: Double(requests) / taken.seconds,
            medianNanoseconds: quantiles[0.5], p99Nanoseconds: quantiles[0.99],
            p999Nanoseconds: quantiles[0.999], longestNanoseconds: quantiles[1])
    }
}
