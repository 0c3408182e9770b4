import Timekeeping

/// The failsafe's state fits the age of the plans on every tick, and the time since the trouble
/// began.
struct RealFailsafeRules {
    private let recording: RealRecording
    private let expectation: RealExpectation
    private let drive: RealRecording.Drive

    init(
        _ recording: RealRecording, _ expectation: RealExpectation, _ drive: RealRecording.Drive
    ) {
        self.recording = recording
        self.expectation = expectation
        self.drive = drive
    }

    var findings: [RealFinding] { [everyTick, detection, others].compactMap { $0 } }

    /// How serious a state is by its name: as `FailsafeState.severity`, but all from a manoeuvre on
    /// alike. Standby counts as serious: nobody drives.
    static func severity(of state: String) -> Int {
        switch state {
        case "nominal": 0
        case "degraded": 1
        case "fallback": 2
        default: 3
        }
    }

    private var everyTick: RealFinding? {
        for command in recording.commands {
            let severity = Self.severity(of: command.state)
            guard severity < 2 else { continue }
            let limit = severity == 0 ? drive.degradedAgeMs : drive.fallbackAgeMs
            if let age = command.ageMs, age <= limit + RealLimits.rounding.milliseconds { continue }
            let age = command.ageMs.map { "plans \($0) ms old" } ?? "no plan"
            return RealFinding(
                .failsafe,
                "\(command.state) at \(recording.seconds(command.time)) s with \(age)")
        }
        return nil
    }
    private var others: RealFinding? {
        guard expectation.isUndisturbed, let window = expectation.window else { return nil }
        let last = window.end + .microseconds(Int64(drive.fallbackAgeMs * 1_000))
        let alone = recording.commands.first {
            $0.time >= window.begin && $0.time <= last && Self.severity(of: $0.state) >= 2
        }
        return alone.map {
            RealFinding(
                .others, "\($0.state) at \(recording.seconds($0.time)) s by another's trouble")
        }
    }
    /// Plans for captures from before the trouble may still come; none is followed past its age.
    private var detection: RealFinding? {
        guard expectation.stopsPlans, let window = expectation.window else { return nil }
        let grace = RealLimits.tick + RealLimits.order + expectation.slack
        let bounds = [(drive.degradedAgeMs, 1), (drive.fallbackAgeMs, 2)]
        for (age, severity) in bounds {
            let due = window.begin + .microseconds(Int64(age * 1_000)) + grace
            let late = recording.commands.first {
                $0.time > due && $0.time <= window.end && Self.severity(of: $0.state) < severity
            }
            guard let late else { continue }
            return RealFinding(
                .detection,
                "still \(late.state) \(Int((late.time - window.begin).milliseconds)) ms after it "
                    + "began, \(Int((due - window.begin).milliseconds)) ms are allowed")
        }
        return nil
    }
}
