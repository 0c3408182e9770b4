/// How many control ticks a drive may miss: none where the system gave real-time priority, but
/// those for which a hypervisor took the processors away.
enum Punctuality {
    /// Without that priority the control loop waits for others at times: two of a hundred ticks.
    static let tolerance = 0.02

    /// Hundredths of a second of a control tick.
    private static let tick = 2

    /// Ticks that may be missed of `due`, by the device's own line on what it was granted, and by
    /// what was stolen while it drove.
    static func missesAllowed(_ line: String, of due: Int, _ stolen: StolenTime) -> Int {
        missesAllowed(line, of: due, hundredthsStolen: stolen.hundredths)
    }
    /// The same for hundredths of a second that were stolen.
    static func missesAllowed(_ line: String, of due: Int, hundredthsStolen: Int) -> Int {
        let isRealTime =
            line.contains("priority=realTime") && line.contains("process_priority=realTime")
        let taken = (hundredthsStolen + tick - 1) / tick
        return taken + (isRealTime ? 0 : Int(Double(due) * tolerance))
    }
}
