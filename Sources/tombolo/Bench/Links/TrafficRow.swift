import LinkFiles
import NetworkModel
import Timekeeping

/// One line of the comparison of three drivers of one link: a link, and what is sent over it.
struct TrafficRow {
    /// What distinguishes it.
    let name: String
    let profile: LinkProfile
    let frameBytes: Int
    let hertz: Int64
    /// Connections at once, each with a link of its own.
    let flows: Int
    let hasChasers: Bool
    /// For how long frames count.
    let measured: Interval

    /// What the service answers with.
    static let planBytes = 200
    /// Frames of all flows in a second: each flow is thin, and all together leave a core half idle.
    static let framesPerSecond: Int64 = 1_000
    /// How long connections are open before frames count: they stand, and have met the link.
    static let warmUp = Interval.seconds(3)
    /// How long plans are waited for after the last frame.
    static let grace = Interval.seconds(5)

    var period: Interval { .nanoseconds(1_000_000_000 / hertz) }
    /// Whether the drivers are to agree: frames of up to two segments, which have no need of a
    /// congestion window.
    var isBound: Bool { frameBytes <= 2_896 }
    /// The whole run.
    var duration: Interval { Self.warmUp + measured + Self.grace }

    /// The rows of the comparison, those whose names contain `filter`.
    static func all(_ seconds: Double, matching filter: String) -> [TrafficRow] {
        let rows =
            small(seconds) + [
                row("1 % loss, 10 KB", loss(0.01), seconds, frameBytes: 10_240),
                row("1 % loss, 20 KB", loss(0.01), seconds, frameBytes: 20_480),
                row("delay only, 20 KB", link { _ in }, seconds, frameBytes: 20_480),
            ]
        return rows.filter { filter.isEmpty || $0.name.contains(filter) }
    }

    private static func small(_ seconds: Double) -> [TrafficRow] {
        var rows = [row("delay only", link { _ in }, seconds)]
        for hertz: Int64 in [5, 10, 20] {
            for hasChasers in [false, true] {
                rows.append(
                    row("1 % loss", loss(0.01), seconds, hertz: hertz, hasChasers: hasChasers))
            }
        }
        for hasChasers in [false, true] {
            rows.append(row("3 % loss", loss(0.03), seconds, hasChasers: hasChasers))
        }
        let bursts = link {
            $0.loss = .bursts(
                Spells(good: .seconds(2), bad: .milliseconds(80), law: .exponential), inGood: 0,
                inBad: 1)
        }
        let thin = link { $0.rate = .constant(bitsPerSecond: 1_000_000) }
        let outages = link {
            $0.outages = Spells(good: .seconds(10), bad: .milliseconds(500), law: .exponential)
        }
        for hasChasers in [false, true] {
            rows.append(row("bursts of 80 ms", bursts, seconds, hasChasers: hasChasers))
        }
        return rows + [
            row("1 Mbit/s", thin, seconds), row("outages of 0.5 s", outages, seconds * 2),
            row("lte-driving", .lteDriving, seconds * 2),
            row("lte-driving", .lteDriving, seconds * 2, hasChasers: true),
        ]
    }
    private static func row(
        _ name: String, _ profile: LinkProfile, _ seconds: Double, frameBytes: Int = 2_048,
        hertz: Int64 = 10, hasChasers: Bool = false
    ) -> TrafficRow {
        TrafficRow(
            name: "\(name), \(hertz) Hz" + (hasChasers ? ", chaser" : ""), profile: profile,
            frameBytes: frameBytes, hertz: hertz, flows: Int(framesPerSecond / hertz),
            hasChasers: hasChasers,
            measured: .nanoseconds(Int64(seconds * 1e9)))
    }
    private static func loss(_ share: Double) -> LinkProfile {
        link { $0.loss = .independent(share) }
    }
    /// 20 ms each way, and what else `change` says.
    private static func link(_ change: (inout DirectionConditions) -> Void) -> LinkProfile {
        var both = DirectionConditions(delay: .milliseconds(20))
        change(&both)
        return LinkProfile(
            name: "test", about: "", conditions: LinkConditions(up: both, down: both))
    }
}
