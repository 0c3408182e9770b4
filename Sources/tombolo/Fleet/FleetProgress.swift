import Runtime
import Timekeeping

/// How far a command is, as one line drawn anew on a terminal; nothing elsewhere.
struct FleetProgress {
    private let isShown: Bool
    private var clock = MonotonicClock()
    private let begin: Instant
    private var isDrawn = false

    /// `isQuiet` for output that a program reads.
    init(isQuiet: Bool) {
        isShown = Console.isTerminal && !isQuiet
        begin = clock.now()
    }

    /// Step `done` of `sum`, which is `what`; a `sum` of nil is not known.
    mutating func show(_ what: String, done: Int, of sum: Int?) {
        guard isShown else { return }
        let seconds = Int((clock.now() - begin).seconds)
        let bar = sum.map { Self.bar(Double(done) / Double(max($0, 1))) + " " } ?? ""
        let count = sum.map { " (\(done + 1) of \($0))" } ?? ""
        Console.draw("\r\u{1B}[K\(bar)\(what)\(count), \(seconds) s")
        isDrawn = true
    }
    /// A part from 0 to 1 of `what`.
    mutating func show(_ what: String, share: Double) {
        guard isShown else { return }
        let seconds = Int((clock.now() - begin).seconds)
        Console.draw("\r\u{1B}[K\(Self.bar(share)) \(what), \(seconds) s")
        isDrawn = true
    }
    /// Clears the line.
    mutating func end() {
        if isDrawn { Console.draw("\r\u{1B}[K") }
        isDrawn = false
    }

    private static func bar(_ part: Double) -> String {
        let full = min(max(Int(part * 20), 0), 20)
        return String(repeating: "█", count: full) + String(repeating: "░", count: 20 - full)
    }
}
