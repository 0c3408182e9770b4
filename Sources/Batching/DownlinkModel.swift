public import Timekeeping

/// The learned odds F(slack) that a plan still arrives in time if it is sent with `slack` left,
/// for one network class.
///
/// A histogram of measured times one way, old ones fading. It begins as a long-tailed guess
/// (lognormal, its p99 four times its median) that a few hundred measurements outweigh. Odds are
/// fixed-point, in 1/65,536.
public struct DownlinkModel: Sendable {
    /// The odds of what is certain.
    public static let certain: UInt32 = 65_535

    // A bin is 2^shift nanoseconds.
    let shift: Int64
    private var bins: [UInt32]
    private var total: UInt32
    private(set) var odds: [UInt16]
    private var untold = 0

    /// Bins to the scale of the class; the whole spans eight times that.
    private static let resolution = 64
    static let binCount = 8 * resolution
    /// What one measurement adds; the first guess has the weight of 64 of them.
    private static let weight: UInt32 = 16
    private static let guessed: UInt32 = 64 * weight
    /// At this total everything is halved: some 8,000 measurements are remembered.
    private static let fadingTotal: UInt32 = 16_384 * weight
    /// Measurements after which the table is made anew.
    private static let batch = 64

    /// What is assumed of a class of which nothing was measured.
    public init(_ network: NetworkClass) {
        // 64 bins to 2^20 ns, which is about the millisecond of class 0.
        shift = 14 + Int64(network.index)
        bins = Array(repeating: 0, count: Self.binCount)
        total = 0
        odds = Array(repeating: 0, count: Self.binCount)
        guess()
        tabulate()
    }

    /// The odds that a plan sent with this slack arrives in time, 0 to 65,535.
    public func odds(_ slackNanoseconds: Int64) -> UInt32 {
        guard slackNanoseconds > 0 else { return 0 }
        let bin = slackNanoseconds >> shift
        return UInt32(odds[Int(min(bin, Int64(Self.binCount - 1)))])
    }
    /// The least slack with at least these odds.
    public func slack(_ least: UInt32) -> Interval {
        let bin = odds.firstIndex { UInt32($0) >= least } ?? Self.binCount - 1
        return .nanoseconds(Int64(bin) << shift)
    }

    /// Takes in one measured time. One below zero, from clocks that are apart, counts as none.
    public mutating func record(_ time: Interval) { _ = learn(time) }
    /// Likewise; whether the odds changed.
    mutating func learn(_ time: Interval) -> Bool {
        let bin = max(time.nanoseconds, 0) >> shift
        bins[Int(min(bin, Int64(Self.binCount - 1)))] += Self.weight
        total += Self.weight
        untold += 1
        if total >= Self.fadingTotal { fade() }
        // The more is known, the less one measurement changes.
        guard untold >= max(Self.batch, Int(total / Self.weight) / 16) else { return false }
        tabulate()
        return true
    }

    private mutating func fade() {
        total = 0
        for index in bins.indices {
            bins[index] /= 2
            total += bins[index]
        }
    }
    /// A time within bin b arrives in time from slack b + 1 on.
    private mutating func tabulate() {
        untold = 0
        var below: UInt32 = 0
        for index in bins.indices {
            odds[index] = UInt16(UInt64(below) * UInt64(Self.certain) / UInt64(max(total, 1)))
            below += bins[index]
        }
        odds[Self.binCount - 1] = UInt16(Self.certain)
    }
    /// The quantiles of a lognormal whose p99 is four times its median, by multiples of the median,
    /// which is put at three quarters of the class's scale.
    private mutating func guess() {
        let points: [(quarters: Int, thousandths: UInt32)] = [
            (1, 10), (2, 122), (3, 315), (4, 500), (5, 646), (6, 752), (8, 878), (10, 938),
            (12, 967), (16, 990), (24, 998), (32, 1_000),
        ]
        let quarter = Self.resolution * 3 / 16
        var (from, below): (Int, UInt32) = (0, 0)
        for point in points {
            let until = point.quarters * quarter
            let share = (point.thousandths - below) * Self.guessed / 1_000
            for bin in from..<until { bins[bin] += share / UInt32(until - from) }
            (from, below) = (until, point.thousandths)
        }
        total = bins.reduce(0, +)
    }
}
