import Failsafe
import Timekeeping

/// A timeline's moments as the page's script reads them: ten a second, and each at which the state
/// or the driver changed.
struct TimelineMoments {
    /// One of this many ticks is told in any case.
    private static let divisor = 5
    private let timeline: Timeline

    init(_ timeline: Timeline) { self.timeline = timeline }

    /// `{"duration", "states", "drivers", "moments"}`. A moment is a list: seconds, state, driver,
    /// speed, its cap, the plan's age, the budget; in m/s and seconds, with states and drivers by
    /// their places. Nothing in it can end a script.
    var json: String {
        var (states, drivers) = ([String](), [String]())
        var rows: [String] = []
        var last = (state: -1, driver: -1)
        for (index, moment) in timeline.moments.enumerated() {
            let state = Self.place(of: moment.state.description, in: &states)
            let driver = Self.place(of: "\(moment.driver)", in: &drivers)
            guard index.isMultiple(of: Self.divisor) || last != (state, driver) else { continue }
            last = (state, driver)
            let numbers = [moment.speed, moment.cap, moment.planAge, moment.budget].map(Self.number)
            rows.append(
                "[\(Self.number(moment.seconds)),\(state),\(driver),"
                    + numbers.joined(separator: ",") + "]")
        }
        return "{\"duration\":\(Self.number(max(timeline.script.duration.seconds, 0.1))),"
            + "\"states\":\(Self.list(states)),\"drivers\":\(Self.list(drivers)),"
            + "\"moments\":[\(rows.joined(separator: ","))]}"
    }

    private static func place(of word: String, in words: inout [String]) -> Int {
        if let place = words.firstIndex(of: word) { return place }
        words.append(word)
        return words.count - 1
    }
    /// The words are the state machine's own: letters and colons.
    private static func list(_ words: [String]) -> String {
        "[" + words.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }
    private static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "null" }
        return "\((value * 1_000).rounded() / 1_000)"
    }
}
