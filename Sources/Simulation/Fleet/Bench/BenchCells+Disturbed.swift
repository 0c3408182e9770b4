import NetworkModel
import Timekeeping

/// Cells that something happens to, or where something is not as believed.
extension BenchCells {
    /// A worker's death, a cut of all links, and slow batches.
    public static var disturbances: [BenchCell] {
        [
            death("A-100-90-death", load: 90, deadline: 100),
            death("A-100-95-death", load: 95, deadline: 100),
            death("A-200-95-death", load: 95, deadline: 200),
            reconnect, stragglers, uneven,
        ]
    }
    /// One of eight workers is dead from 6 s to 16 s and missed after 50 ms; that time counts.
    private static func death(_ name: String, load: Int, deadline: Int64) -> BenchCell {
        var scenario = scenario(name, [profileA], deadline: deadline, load: load)
        scenario.duration = .seconds(20)
        scenario.events = [
            .init(at: .seconds(6), .workerDies(3, noticedAfter: .milliseconds(50))),
            .init(at: .seconds(16), .workerReturns(3)),
        ]
        var cell = BenchCell(scenario)
        cell.window = .seconds(6)..<(.seconds(16))
        return cell
    }
    /// All links are cut from 4 s to 6 s; then everybody captures at once. From half a second later
    /// on it counts: without phases that the coordinator assigns the pulse stays.
    private static var reconnect: BenchCell {
        var scenario = scenario("A-100-80-reconnect", [profileA], load: 80)
        scenario.duration = .seconds(23)
        scenario.events = [.init(at: .seconds(4), .outage(.seconds(2)))]
        var cell = BenchCell(scenario)
        cell.window = .milliseconds(6_500)..<(.seconds(23))
        return cell
    }
    /// One batch in a hundred takes five times as long.
    private static var stragglers: BenchCell {
        var scenario = scenario("A-100-50-stragglers", [profileA], load: 50)
        scenario.stragglers = 10
        return BenchCell(scenario)
    }
    /// Half of the workers take half as long again.
    private static var uneven: BenchCell {
        var scenario = scenario("A-100-90-uneven", [profileA], load: 90)
        scenario.workers = [
            .init(count: 4, models: [0], slowness: 1_000),
            .init(count: 4, models: [0], slowness: 1_500),
        ]
        scenario.groups[0].count = devices(profileA, workers: 4 + 4 / 1.5, load: 90)
        return BenchCell(scenario)
    }
    /// One worker, quick links and a deadline that leaves no room for a queue.
    public static var timeTriggered: [BenchCell] {
        [80, 93].map { load in
            var scenario = scenario(
                "A-45-\(load)-W1", [profileA], deadline: 45, workers: 1, load: load)
            scenario.groups[0].uplink = nearby
            scenario.groups[0].downlink = nearby
            return BenchCell(scenario)
        }
    }
    /// Where the coordinator tells devices when to capture: after the same cut of all links, which
    /// they then spread by themselves, where time drives one worker, and in overload, where the
    /// plans' age is what counts.
    public static var paced: [BenchCell] {
        var reconnect = reconnect.paced
        reconnect.leastGoodput = 0.97
        let slots = timeTriggered.map { cell in
            var cell = cell.paced
            cell.leastGoodput = 0.985
            return cell
        }
        let fresh = longDeadline.filter { ["A-200-130", "A-200-200"].contains($0.name) }
            .map { cell in
                var cell = cell.paced
                cell.leastRatio = 0
                guard cell.name == "A-200-130-paced" else { return cell }
                cell.leastFresh = 0.998
                cell.longestAge = .milliseconds(310)
                return cell
            }
        return [reconnect] + slots + fresh + steadyA.suffix(2).map(\.paced) + classes.map(\.paced)
    }
    /// What the coordinator believes is wrong: its network model by two either way, its clocks by
    /// 10 ms, the workers' times by a tenth.
    public static var robustness: [BenchCell] {
        var half = scenario("A-100-90-network-half", [profileA], load: 90)
        half.networkBelief = 500
        var double = scenario("A-100-90-network-double", [profileA], load: 90)
        double.networkBelief = 2_000
        var clocks = scenario("A-100-90-clocks", [profileA], load: 90)
        clocks.groups[0].clockError = .milliseconds(10)
        var claimed = scenario("A-100-90-claimed", [profileA], load: 90)
        claimed.claimedTime = 900
        return [half, double, clocks, claimed].map { BenchCell($0) }
    }
    /// Load 0.8, then more for a while, then 0.8 again. What counts begins when all is over but for
    /// two deadlines, or with the step.
    public static var steps: [BenchCell] {
        [
            step("A-100-step-130", until: 11, load: 130, counts: 8_000..<11_000),
            step("A-100-step-130-after", until: 11, load: 130, counts: 11_200..<15_000),
            step("A-100-step-200-after", until: 10, load: 200, counts: 10_200..<14_000),
        ]
    }
    private static func step(
        _ name: String, until end: Int64, load: Int, counts: Range<Int64>
    ) -> BenchCell {
        var scenario = scenario(name, [profileA], load: load)
        let usual = devices(profileA, workers: 8, load: 80)
        scenario.events = [
            .init(at: .zero, .connected(group: 0, usual)),
            .init(at: .seconds(8), .connected(group: 0, scenario.groups[0].count)),
            .init(at: .seconds(end), .connected(group: 0, usual)),
        ]
        var cell = BenchCell(scenario)
        cell.window = .milliseconds(counts.lowerBound)..<(.milliseconds(counts.upperBound))
        return cell
    }
}
