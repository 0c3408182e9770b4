/// How many control ticks a drive may miss: none where the system gave real-time priority.
enum Punctuality {
    /// Without that priority the control loop waits for others at times: two of a hundred ticks.
    static let tolerance = 0.02

    /// Ticks that may be missed of `due`, by the device's own line on what it was granted.
    static func missesAllowed(_ line: String, of due: Int) -> Int {
        line.contains("priority=realTime") && line.contains("process_priority=realTime")
            ? 0 : Int(Double(due) * tolerance)
    }
}
