import Failsafe
import Timekeeping

/// A timeline as SVG: who drove and in which state, speed and its cap, the plan's age, the budget.
struct TimelinePicture {
    let timeline: Timeline
    private let width = 900.0
    private let left = 64.0
    private let top = 34.0

    init(_ timeline: Timeline) { self.timeline = timeline }

    /// The picture.
    var text: String {
        let parts =
            [axis, band(top, 16, name: "state", Self.color(of:), \.state.description)]
            + [band(top + 20, 16, name: "driver", Self.driverColor(of:), { "\($0.driver)" })]
            + [curves, events]
        return "<svg viewBox=\"0 0 \(Int(width)) 230\" tabindex=\"0\" role=\"img\" "
            + "aria-label=\"timeline; arrow keys move the cursor\">" + parts.joined()
            + "<line class=\"cursor\" x1=\"0\" x2=\"0\" y1=\"26\" y2=\"206\"/></svg>"
    }

    private var duration: Double { max(timeline.script.duration.seconds, 0.1) }
    private func x(_ seconds: Double) -> Double {
        left + (width - left - 10) * seconds / duration
    }
    private func y(_ share: Double) -> Double { 206 - 118 * min(max(share, 0), 1) }

    private var axis: String {
        let step = duration > 40 ? 5 : duration > 15 ? 2 : 1
        return stride(from: 0, through: Int(duration), by: step).map { second in
            let place = Self.number(x(Double(second)))
            return
                "<line class=\"grid\" x1=\"\(place)\" x2=\"\(place)\" y1=\"34\" y2=\"206\"/>"
                + "<text class=\"tick\" x=\"\(place)\" y=\"220\">\(second)</text>"
        }.joined()
    }
    /// Runs of equal colour, each with its word if that fits.
    private func band(
        _ y: Double, _ height: Double, name: String,
        _ color: (Timeline.Moment) -> String, _ word: (Timeline.Moment) -> String
    ) -> String {
        var text = "<text class=\"name\" x=\"\(left - 6)\" y=\"\(y + 12)\">\(name)</text>"
        var begin = 0
        for index in timeline.moments.indices {
            let isLast = index == timeline.moments.count - 1
            guard isLast || word(timeline.moments[index + 1]) != word(timeline.moments[begin])
            else { continue }
            let first = timeline.moments[begin]
            let from = x(begin == 0 ? 0 : first.seconds)
            let length = max(x(timeline.moments[index].seconds) - from, 1)
            text +=
                "<rect x=\"\(Self.number(from))\" y=\"\(y)\" width=\"\(Self.number(length))\" "
                + "height=\"\(height)\" fill=\"\(color(first))\">"
                + "<title>\(word(first))</title></rect>"
            if length > Double(word(first).count) * 6.5 {
                text +=
                    "<text class=\"\(color(first) == Self.yellow ? "word dark" : "word")\" "
                    + "x=\"\(Self.number(from + 4))\" y=\"\(y + 12)\">"
                    + "\(word(first))</text>"
            }
            begin = index + 1
        }
        return text
    }
    private var curves: String {
        let configuration = timeline.configuration
        let fastest = configuration.setSpeed
        let oldest = 2 * configuration.fallbackAge.seconds
        let budget = configuration.fallbackBudget.seconds
        let parts = [
            bounds, curve("age") { $0.planAge.map { $0 / oldest } },
            curve("budget") { $0.budget / budget }, curve("cap") { $0.cap.map { $0 / fastest } },
            curve("speed") { $0.speed / fastest },
        ]
        return parts.joined()
    }
    /// What the heights mean.
    private var bounds: String {
        let configuration = timeline.configuration
        let (middle, end) = (Self.number(y(0.5)), width - 10)
        let age = "\(Int(configuration.fallbackAge.milliseconds)) ms"
        let speed = "\(Self.number(configuration.setSpeed)) m/s"
        let line =
            "<line class=\"bound\" x1=\"\(left)\" x2=\"\(end)\" y1=\"\(middle)\" y2=\"\(middle)\"/>"
        let notes = [
            ("age", "T_fb", y(0.5)), ("age", age, y(0.5) + 12), ("speed", speed, y(1) + 4),
        ]
        let texts = notes.map { name, words, height in
            "<text class=\"note \(name)\" x=\"\(left - 6)\" "
                + "y=\"\(Self.number(height))\">\(words)</text>"
        }
        return line + texts.joined()
    }
    private func curve(_ name: String, _ share: (Timeline.Moment) -> Double?) -> String {
        var path = ""
        var isDown = false
        for (index, moment) in timeline.moments.enumerated() where index.isMultiple(of: 2) {
            guard let value = share(moment) else {
                isDown = false
                continue
            }
            path +=
                (isDown ? "L" : "M") + Self.number(x(moment.seconds)) + " "
                + Self.number(y(value))
            isDown = true
        }
        return "<path class=\"\(name)\" d=\"\(path)\"/>"
    }
    /// What happens, each at its time; beginnings have words.
    private var events: String {
        var row = 0
        return timeline.script.events.map { event in
            let place = Self.number(x(event.time.seconds))
            let line =
                "<line class=\"event\" x1=\"\(place)\" x2=\"\(place)\" y1=\"26\" y2=\"206\"/>"
            guard !event.words.isEmpty else { return line }
            row += 1
            let height = row.isMultiple(of: 2) ? 24 : 12
            // Words at either end stay inside the picture.
            let share = event.time.seconds / duration
            let anchor = share < 0.12 ? "start" : share > 0.88 ? "end" : "middle"
            return line + "<text class=\"event-word\" text-anchor=\"\(anchor)\" "
                + "x=\"\(place)\" y=\"\(height)\">"
                + "\(TimelinePage.escaped(event.words))</text>"
        }.joined()
    }

    private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    /// White words cannot be read on it.
    private static let yellow = "#c9a227"
    private static func color(of moment: Timeline.Moment) -> String {
        switch moment.state {
        case .standby: "#75818d"
        case .nominal: "#2a8a60"
        case .degraded: yellow
        case .fallback: "#c4641c"
        case .minimalRiskManoeuvre: "#c8453b"
        case .minimalRiskCondition: "#7a4a8c"
        case .emergencyStop: "#7d1128"
        }
    }
    private static func driverColor(of moment: Timeline.Moment) -> String {
        switch moment.driver {
        case .cloudPlan: "#2a8a60"
        case .heldPlan: yellow
        case .localPolicy: "#c4641c"
        case .stopping: "#c8453b"
        case .standstill: "#7a4a8c"
        case .nobody: "#75818d"
        }
    }
}
