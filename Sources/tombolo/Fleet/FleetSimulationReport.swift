import LocatedJSON
import Timekeeping

/// Everything a run of a fleet found: what `results.json` holds and the page shows.
struct FleetSimulationReport: Encodable {
    /// What happened when.
    struct Mark: Codable, Hashable {
        var seconds: Double
        var words: String
    }
    /// A plan's answer: `simulate plan` alone has one.
    var plan: FleetPlanAnswer?
    var name: String
    var about: String
    var seed: UInt64
    var seconds: Double
    var warmUpSeconds: Double
    /// The whole scenario, as a file again: with it and the seed the run can be repeated.
    var scenario: LocatedValue
    var events: [Mark]
    /// The models' names.
    var models: [String]
    /// The longest of deadline and period by group, in milliseconds: plans up to this age are
    /// fresh.
    var freshMilliseconds: [Double]
    /// The runs at the load of the scenario, one for each scheduler; the first is looked at.
    var runs: [FleetRunSummary]
    /// The runs at other loads.
    var sweep: [FleetRunSummary]
    var detail: FleetDetail

    init(
        _ file: FleetFile, seed: UInt64, runs: [FleetRunSummary], sweep: [FleetRunSummary],
        detail: FleetDetail
    ) {
        name = file.name
        about = file.about
        self.seed = seed
        seconds = file.duration.seconds
        warmUpSeconds = file.warmUp.seconds
        scenario = file.value
        let groups = file.groups.map(\.name)
        events = file.events.map { Mark(seconds: $0.at.seconds, words: $0.words(groups: groups)) }
        models = file.models.map(\.name)
        freshMilliseconds = file.groups.map { ($0.deadline + $0.period).milliseconds }
        self.runs = runs
        self.sweep = sweep
        self.detail = detail
    }
}
