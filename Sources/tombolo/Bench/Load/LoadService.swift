import ArgumentParser
import Timekeeping

/// How long a worker takes for a batch: a base, and some for each member.
struct LoadService: Codable, Sendable, ExpressibleByArgument {
    var defaultValueDescription: String { text }
    let baseMilliseconds: Double
    let memberMilliseconds: Double

    /// A service time from its parts, milliseconds.
    init(baseMilliseconds: Double, memberMilliseconds: Double) {
        self.baseMilliseconds = baseMilliseconds
        self.memberMilliseconds = memberMilliseconds
    }
    /// `5+0.1`, or `5` for batches that take as long however large they are.
    init?(argument: String) {
        let numbers = argument.split(separator: "+", omittingEmptySubsequences: false)
            .map { Double($0) }
        guard (1...2).contains(numbers.count), let base = numbers[0],
            let member = numbers.count == 2 ? numbers[1] : 0,
            (0...10_000).contains(base), (0...10_000).contains(member)
        else { return nil }
        baseMilliseconds = base
        memberMilliseconds = member
    }

    var base: Interval { .nanoseconds(Int64(baseMilliseconds * 1e6)) }
    var member: Interval { .nanoseconds(Int64(memberMilliseconds * 1e6)) }
    /// As it is written on a command line, and shown as a default there.
    var text: String { "\(baseMilliseconds)+\(memberMilliseconds)" }
}
