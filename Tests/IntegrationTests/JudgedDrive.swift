import Recording
import Runtime
import Timekeeping

@testable import tombolo

/// A drive of two seconds as a recording, made line by line so that a test can spoil it: 50 ticks
/// a second, a capture every tenth of one, its plan 60 ms later; the link is gone from 0.8 s to
/// 1.5 s.
struct JudgedDrive {
    /// A message before it is written.
    struct Line {
        var channel: DriveChannel
        /// Milliseconds since the control loop began.
        var at: Double
        var text: String
        /// Of `/inputs`.
        var bytes: [UInt8] = []
    }
    var lines: [Line] = []
    var isFinished = true
    /// When the control loop began.
    static let began = Instant.milliseconds(50_000)
    static let window = RealWindow(
        begin: began + .milliseconds(800), end: began + .milliseconds(1_500))
    private static let end = 2_000

    init() {
        add(
            .drive, 0,
            #"{"kind":"drive","controlPeriodMs":20,"degradedAgeMs":200,"fallbackAgeMs":500}"#)
        add(.configuration, 0, #"{"kind":"configuration"}"#)
        var number: UInt64 = 0
        func input(_ kind: UInt8, _ at: Double, _ drive: inout JudgedDrive) {
            var bytes = ByteBuilder()
            bytes.append(number)
            bytes.append(kind)
            number += 1
            drive.lines.append(Line(channel: .inputs, at: at, text: "", bytes: bytes.bytes))
        }
        input(1, 0, &self)
        for tick in 0..<(Self.end / 20) {
            let at = Double(tick * 20)
            if tick % 5 == 0 {
                let capture = tick / 5 + 1
                input(2, at, &self)
                add(
                    .captures, at,
                    #"{"kind":"capture","capture":\#(capture),"exposedT":\#(at / 1_000)}"#)
            }
            if tick % 5 == 3 { end(tick / 5 + 1, at) }
            input(12, at, &self)
            command(tick, at)
        }
        let captures = Self.end / 100
        let answered = (1...captures).count { Self.isAnswered($0) }
        add(.summary, Double(Self.end), Self.summary(captures, answered: answered))
    }

    /// The file.
    var bytes: [UInt8] {
        var writer = RecordingWriter(
            channels: DriveChannel.allCases.map(\.channel), library: "tests")
        for line in lines {
            let time = Self.began + .microseconds(Int64(line.at * 1_000))
            writer.append(
                channel: line.channel.rawValue, time: time.nanoseconds,
                payload: line.channel == .inputs ? line.bytes : Array(line.text.utf8))
        }
        writer.endChunk()
        if isFinished { writer.finish() }
        return writer.takeBytes()
    }
    /// The verdict on it.
    func verdict(_ change: (inout RealExpectation) -> Void = { _ in }) throws -> RealJudge.Verdict {
        var expectation = RealExpectation()
        expectation.window = Self.window
        expectation.stopsPlans = true
        expectation.planBound = .milliseconds(500)
        expectation.cloudBound = .milliseconds(500)
        change(&expectation)
        let recording = try RealRecording(RecordingBytes(bytes))
        return RealJudge(recording: recording, expectation: expectation).verdict()
    }
    /// The rules that do not hold.
    func broken(_ change: (inout RealExpectation) -> Void = { _ in }) throws -> [RealFinding.Rule] {
        try verdict(change).findings.map(\.rule)
    }

    /// Changes the line that `isWanted` finds first.
    mutating func change(
        _ channel: DriveChannel, from milliseconds: Double, _ change: (inout Line) -> Void
    ) {
        guard
            let place = lines.firstIndex(where: {
                $0.channel == channel && $0.at >= milliseconds
            })
        else { return }
        change(&lines[place])
    }
    /// Removes the line of `channel` at or after a moment.
    mutating func remove(_ channel: DriveChannel, from milliseconds: Double) {
        guard
            let place = lines.firstIndex(where: {
                $0.channel == channel && $0.at >= milliseconds
            })
        else { return }
        lines.remove(at: place)
    }

    private mutating func add(_ channel: DriveChannel, _ at: Double, _ text: String) {
        lines.append(Line(channel: channel, at: at, text: text))
    }
    /// The captures of the hole get no plan.
    private static func isAnswered(_ capture: Int) -> Bool { !(9...15).contains(capture) }
    private mutating func end(_ capture: Int, _ at: Double) {
        guard Self.isAnswered(capture) else {
            return add(
                .fates, at, #"{"kind":"fate","capture":\#(capture),"fate":"lost:noSession"}"#)
        }
        add(.fates, at, #"{"kind":"fate","capture":\#(capture),"fate":"answered"}"#)
        add(.plans, at, #"{"kind":"plan","capture":\#(capture)}"#)
    }
    private mutating func command(_ tick: Int, _ at: Double) {
        let newest = (1...(tick / 5 + 1)).last { capture in
            Self.isAnswered(capture) && (capture - 1) * 100 + 60 <= tick * 20
        }
        guard let newest else {
            return add(.commands, at, #"{"kind":"command","driver":"nobody","state":"standby"}"#)
        }
        let age = tick * 20 - (newest - 1) * 100
        let (driver, state) =
            age <= 200
            ? ("cloudPlan", "nominal")
            : age <= 500 ? ("heldPlan", "degraded") : ("localPolicy", "fallback")
        // The local policy's plan is there 20 ms after its picture.
        let plan = driver == "localPolicy" ? (tick - 1) / 5 + 1 : newest
        add(
            .commands, at,
            #"{"kind":"command","driver":"\#(driver)","state":"\#(state)","#
                + #""ageMs":\#(age),"plan":\#(plan)}"#)
    }
    private static func summary(_ captures: Int, answered: Int) -> String {
        #"{"kind":"summary","durationS":2,"distanceM":10,"collisions":0,"offRoadS":0,"#
            + #""ticks":\#(end / 20 + 5),"missed":0,"worstLateMs":0.5,"captures":\#(captures),"#
            + #""pictureBytes":1,"byDriverS":{},"#
            + #""fates":{"answered":\#(answered),"lost":\#(captures - answered),"inFlight":0},"#
            + #""latencyMs":{}}"#
    }
}
