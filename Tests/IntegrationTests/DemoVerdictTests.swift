import Foundation
import Recording
import Testing

@testable import tombolo

@Suite struct DemoVerdictTests {
    /// Who drives from which second on; the last stop begins at 20.
    private let usual: [(from: Double, driver: String)] = [
        (0, "nobody"), (2, "cloudPlan"), (8.3, "heldPlan"), (8.6, "localPolicy"),
        (13, "cloudPlan"), (20, "stopping"), (28, "standstill"),
    ]
    private let sound =
        #"{"kind":"summary","durationS":30,"ending":"duration","standing":true,"#
        + #""distanceM":90,"collisions":0,"offRoadS":0,"ticks":50,"missed":0,"worstLateMs":0.5,"#
        + #""captures":3,"frameBytesMean":null,"pictureBytes":55296,"byDriverS":{},"#
        + #""fates":{"answered":2,"lost":1},"latencyMs":{"p50":null}}"#

    private func complaint(
        _ turns: [(from: Double, driver: String)], cut: Double? = 8, healed: Double? = 11,
        expectsCut: Bool = true, _ changes: (String, String)...
    ) throws -> String? {
        var lines = [#"{"kind":"drive","version":1}"#]
        for tenth in 0..<300 {
            let t = Double(tenth) / 10
            guard let turn = turns.last(where: { $0.from <= t }) else { continue }
            lines.append(#"{"kind":"tick","t":\#(t),"driver":"\#(turn.driver)"}"#)
        }
        lines.append(#"{"kind":"transition","t":20,"cause":"disarmed"}"#)
        if let cut { lines.append(#"{"kind":"link","t":\#(cut),"event":"cut"}"#) }
        if let healed { lines.append(#"{"kind":"link","t":\#(healed),"event":"healed"}"#) }
        var summary = sound
        for (old, new) in changes {
            try #require(summary.contains(old))
            summary = summary.replacingOccurrences(of: old, with: new)
        }
        lines.append(summary)
        let log = try DriveLog(RecordingBytes(LineRecording.file(lines)), path: "a")
        return DemoVerdict(
            try #require(log.summary), entries: log.entries, expectsCut: expectsCut
        ).complaint
    }
    private func without(_ driver: String, as other: String) -> [(from: Double, driver: String)] {
        usual.map { ($0.from, $0.driver == driver ? other : $0.driver) }
    }

    @Test func `a drive as it should be has no complaint`() throws {
        #expect(try complaint(usual) == nil)
        #expect(try complaint(usual, cut: nil, healed: nil, expectsCut: false) == nil)
    }
    @Test func `it complains of each thing that was not as it should be, in one line`() throws {
        #expect(
            try complaint(usual, (#""missed":0"#, #""missed":2"#))
                == "2 of 52 control ticks were missed")
        #expect(
            try complaint(usual, (#""collisions":0"#, #""collisions":1"#))
                == "the car touched something once")
        #expect(
            try complaint(usual, (#""offRoadS":0"#, #""offRoadS":0.06"#))
                == "it was off the road for 0.06 s")
        #expect(
            try complaint(usual, (#""lost":1"#, #""lost":2"#)) == "3 captures have 4 fates")
        #expect(
            try complaint(usual, (#""distanceM":90"#, #""distanceM":0"#)) == "it never moved")
        #expect(
            try complaint(usual, (#""standing":true"#, #""standing":false"#))
                == "it did not stand at the end")
        let all = try complaint(
            usual, (#""collisions":0"#, #""collisions":2"#), (#""lost":1"#, #""lost":0"#))
        #expect(all == "the car touched something 2 times; 3 captures have 2 fates")
    }
    @Test func `a drive in which the cloud never drove does not pass`() throws {
        let turns = without("cloudPlan", as: "nobody")
        let complaint = try #require(try complaint(turns))
        #expect(complaint.contains("the cloud did not drive before the cut"))
        #expect(complaint.contains("the cloud did not drive again after the cut"))
        #expect(
            try self.complaint(turns, cut: nil, healed: nil, expectsCut: false)
                == "the cloud never drove")
    }
    @Test func `a cut that never was, was not noticed or never healed does not pass`() throws {
        #expect(
            try complaint(usual, cut: nil, healed: nil)
                == "the drive ended before the link was cut; give an earlier --cut-at")
        #expect(
            try complaint(usual, healed: nil)
                == "the drive ended before the link was back; give a shorter --cut-for")
        #expect(
            try complaint([(0, "nobody"), (2, "cloudPlan"), (20, "stopping")])
                == "nothing took over in the cut; give a longer --cut-for")
    }
    @Test func `the cloud must drive again where there was time for it`() throws {
        let alone = usual.filter { $0.from != 13 }
        #expect(try complaint(alone) == "the cloud did not drive again after the cut")
        #expect(try complaint(alone, healed: 16) == nil, "four seconds are too few")
        // A car that stopped in the cut is released only once it stands and its link is healthy.
        let stopped = usual.map {
            ($0.from, $0.from == 8.6 || $0.from == 13 ? "stopping" : $0.driver)
        }
        #expect(try complaint(stopped) == nil)
    }

    @Test func `a cut that is not placed lies in the middle and leaves time on both sides`() throws
    {
        let usual = try DemoTimes(duration: 60, cutAt: nil, cutFor: nil)
        #expect(usual.cutAt == 27.5 && usual.cutFor == 5)
        let short = try DemoTimes(duration: 10, cutAt: nil, cutFor: nil)
        #expect(short.cutAt == 4 && short.cutFor == 2)
        #expect(try DemoTimes(duration: 5, cutAt: nil, cutFor: 0).cutFor == 0)
        #expect(throws: DemoTimesError.tooShort(duration: 5, needed: 10)) {
            try DemoTimes(duration: 5, cutAt: nil, cutFor: nil)
        }
        #expect(throws: DemoTimesError.cutBeyondEnd(at: 28, seconds: 5, duration: 30)) {
            try DemoTimes(duration: 30, cutAt: 28, cutFor: nil)
        }
    }
    @Test func `a cut beyond the end is refused with what to do about it`() {
        #expect(
            DemoTimesError.cutBeyondEnd(at: 28, seconds: 5, duration: 30).description
                == "a cut at 28 s for 5 s ends at 33 s, the drive after 30 s; give a longer "
                + "--duration, an earlier --cut-at or a shorter --cut-for")
    }
}
