import Timekeeping

/// One command on every control tick; ticks lie on a grid, and each that did not come is counted.
struct RealTickRules {
    private let recording: RealRecording
    private let expectation: RealExpectation
    private let period: Interval

    init(
        _ recording: RealRecording, _ expectation: RealExpectation, _ drive: RealRecording.Drive
    ) {
        self.recording = recording
        self.expectation = expectation
        period = .milliseconds(Int64(max(drive.controlPeriodMs, 1)))
    }

    var findings: [RealFinding] { [pairs, grid, punctuality].compactMap { $0 } }

    /// Each tick's input has one command of the same instant, in the same order.
    private var pairs: RealFinding? {
        let (ticks, commands) = (recording.ticks, recording.commands)
        for (tick, command) in zip(ticks, commands) where tick.time != command.time {
            let isMissing = tick.time < command.time
            let t = recording.seconds(min(tick.time, command.time))
            return RealFinding(
                .ticks,
                isMissing
                    ? "no command on the tick at \(t) s" : "a command without a tick at \(t) s")
        }
        // A recording that was cut short may end between the two.
        let difference = ticks.count - commands.count
        guard difference == 0 || (difference == 1 && expectation.isCutShort) else {
            return RealFinding(.ticks, "\(ticks.count) ticks have \(commands.count) commands")
        }
        return nil
    }

    /// Periods of the grid from the first tick to the last.
    private var slots: Int? {
        guard let began = recording.began, let first = recording.ticks.first,
            let last = recording.ticks.last
        else { return nil }
        let place = { (time: Instant) in Int((time - began).nanoseconds / period.nanoseconds) }
        return place(last.time) - place(first.time) + 1
    }
    /// Periods in which no tick came, by the recorded instants alone.
    private var holes: Int? { slots.map { $0 - recording.ticks.count } }

    /// What the process counted is what the recording shows. Its last ticks, in which it says
    /// goodbye, are counted and no part of the recording.
    private var grid: RealFinding? {
        guard let holes, let slots else {
            return RealFinding(.ticks, "nothing says when the ticks began")
        }
        guard let summary = recording.summary else { return nil }
        let recorded = recording.ticks.count
        let farewell = Int(RealLimits.farewell.nanoseconds / period.nanoseconds) + 2
        // The last tick may be read in the period after the one that it is counted in.
        let isRight =
            (recorded...(recorded + farewell)).contains(summary.ticks)
            && (holes - 1...holes + 1 + farewell).contains(summary.missed)
            && summary.ticks + summary.missed <= slots + farewell + 1
        return isRight
            ? nil
            : RealFinding(
                .ticks,
                "\(recorded) ticks in \(slots) periods are recorded, \(summary.ticks) made and "
                    + "\(summary.missed) missed are counted")
    }
    private var punctuality: RealFinding? {
        let missed = recording.summary?.missed ?? holes ?? 0
        guard missed > expectation.missesAllowed else { return nil }
        return RealFinding(
            .punctuality, "\(missed) ticks were missed, \(expectation.missesAllowed) are explained")
    }
}
