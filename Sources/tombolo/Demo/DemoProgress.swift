import Foundation
import Runtime

/// The drive in the terminal while it lasts: one line, drawn anew; plain lines where there is no
/// terminal.
struct DemoProgress {
    private let isTerminal = Console.isTerminal
    private let hasColour: Bool
    private var lastDriver = ""
    private var nextPlainLine = 0.0
    private var isDrawn = false

    init() {
        let environment = ProcessInfo.processInfo.environment
        hasColour =
            Console.isTerminal && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    }

    mutating func show(_ view: DriveWatch.View, isCut: Bool, of duration: Double) {
        let line = text(view, isCut: isCut, of: duration)
        if isTerminal {
            Console.draw("\r\u{1B}[K" + line)
            isDrawn = true
        } else if view.t >= nextPlainLine || view.driver != lastDriver {
            Console.print(line)
            nextPlainLine = view.t + 5
        }
        lastDriver = view.driver
    }
    /// Leaves a line about an event above the one that is drawn anew.
    mutating func note(_ event: String, at t: Double) {
        if isDrawn { Console.draw("\r\u{1B}[K") }
        Console.print("\(DemoProgress.number(t, 1, width: 6)) s  \(event)")
    }
    /// Ends the line that is drawn anew.
    func end() { if isDrawn { Console.draw("\n") } }

    private func text(_ view: DriveWatch.View, isCut: Bool, of duration: Double) -> String {
        var parts = [DemoProgress.number(view.t, 1, width: 6) + " s"]
        if isTerminal { parts.append(DemoProgress.bar(view.t / duration)) }
        parts.append(DemoProgress.number(view.speed, 1, width: 4) + " m/s")
        parts.append(painted(DriverName.text(view.driver), as: view.driver))
        let age = view.age.map { DemoProgress.number($0, 0, width: 5) + " ms" } ?? "       –"
        parts.append("plan age " + age)
        parts.append(
            (view.bytes.map { DemoProgress.number(Double($0), 0, width: 5) } ?? "    –") + " B")
        parts.append(isCut ? "link CUT" : view.isLinked ? "link up" : "link down")
        if view.collisions > 0 { parts.append("\(view.collisions) collisions") }
        return parts.joined(separator: "  ")
    }
    private func painted(_ name: String, as driver: String) -> String {
        let padded = name.padding(toLength: 12, withPad: " ", startingAt: 0)
        guard hasColour else { return padded }
        let colour =
            switch driver {
            case "cloudPlan": "34"
            case "heldPlan": "36"
            case "localPolicy": "33"
            case "stopping": "31"
            default: "90"
            }
        return "\u{1B}[1;\(colour)m\(padded)\u{1B}[0m"
    }
    private static func bar(_ part: Double) -> String {
        let full = min(max(Int(part * 20), 0), 20)
        return String(repeating: "█", count: full) + String(repeating: "░", count: 20 - full)
    }
    static func number(_ value: Double, _ decimals: Int, width: Int) -> String {
        let text = String(format: "%.\(decimals)f", value)
        return String(repeating: " ", count: max(width - text.count, 0)) + text
    }
}
