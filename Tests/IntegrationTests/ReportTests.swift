import Foundation
import Recording
import Testing

@testable import tombolo

@Suite struct ReportTests {
    let lines = [
        #"{"kind":"drive","version":1,"scenario":"town","seed":7,"name":"</script><b>","#
            + #""bundle":"ab","capturePeriodMs":100,"controlPeriodMs":20,"degradedAgeMs":200,"#
            + #""fallbackAgeMs":500,"pictureBytes":55296}"#,
        #"{"kind":"road","lanes":2,"laneWidth":3.5,"shoulder":1,"points":[[0,0,0],[2,0,0]]}"#,
        #"{"kind":"tick","t":0.1,"x":0,"y":0,"heading":0,"speed":1,"driver":"cloudPlan","#
            + #""state":"nominal","ageMs":80,"link":true,"collisions":0,"offRoadS":0}"#,
        #"{"kind":"something newer","t":0.2}"#,
        #"{"kind":"summary","durationS":1,"distanceM":0.1,"collisions":0,"offRoadS":0,"#
            + #""ticks":50,"missed":0,"worstLateMs":0.5,"captures":3,"frameBytesMean":null,"#
            + #""pictureBytes":55296,"byDriverS":{"cloudPlan":1},"#
            + #""fates":{"answered":2,"lost":1},"fateCauses":{"lost:noSession":1},"#
            + #""latencyMs":{"p50":null}}"#,
    ]
    func log(_ lines: [String]) throws -> DriveLog {
        try DriveLog(RecordingBytes(LineRecording.file(lines)), path: "a.mcap")
    }

    @Test func `the page holds everything and loads nothing`() throws {
        let picture =
            #"{"kind":"frame","t":0.1,"capture":10,"timestamp":{"sec":1,"nsec":2},"#
            + #""frame_id":"camera","format":"png","data":"AQID"}"#
        let page = try DriveReport(try log(lines + [picture])).page
        #expect(page.contains("\"10.png\":\"data:image/png;base64,AQID\""))
        #expect(page.contains(#"{"kind":"frame","t":0.100,"file":"10.png"}"#))
        for line in lines.dropFirst() where !line.contains("something newer") {
            #expect(page.contains(line))
        }
        for source in ["src=\"http", "href=\"http", "url(", "@import", "import(", "fetch("] {
            #expect(!page.replacingOccurrences(of: "url(#hatch)", with: "").contains(source))
        }
    }
    @Test func `nothing in a log can end the element that holds it`() throws {
        let page = try DriveReport(try log(lines)).page
        #expect(!page.contains("</script><b>"))
        #expect(page.contains("\\u003c/script>\\u003cb>"))
    }
    @Test func `a log's summary says whether its captures balance`() throws {
        let summary = try #require(try log(lines).summary)
        #expect(summary.isBalanced)
        #expect(summary.latencyMs.p50 == nil)
        let wrong = lines.map { $0.replacingOccurrences(of: "\"lost\":1", with: "\"lost\":2") }
        #expect(try #require(try log(wrong).summary).isBalanced == false)
    }
    @Test func `a message that is none is named with its topic and time`() throws {
        var damaged = lines
        damaged[2] = String(damaged[2].dropLast(5))
        #expect(throws: DriveLogError.malformed(path: "a.mcap", topic: "/ticks", time: 2)) {
            try log(damaged)
        }
    }
    @Test func `a file that was cut short is read as far as it goes`() throws {
        let file = LineRecording.file(lines, isFinished: false)
        let log = try DriveLog(RecordingBytes(file), path: "a.mcap")
        #expect(!log.isFinished)
        #expect(log.entries.count == lines.count - 1, "of a topic that is drawn")
        #expect(throws: DriveLogError.self) {
            try DriveLog(RecordingBytes(Array("{}".utf8)), path: "a.mcap")
        }
    }
    @Test func `the parts of a long drive are one, whatever each begins with again`() throws {
        let path = NSTemporaryDirectory() + "tombolo-report-\(UInt64.random(in: 0 ... .max))"
        defer {
            for part in ["a", "b"] { try? FileManager.default.removeItem(atPath: path + part) }
        }
        try Data(LineRecording.file(Array(lines.prefix(3)))).write(
            to: URL(fileURLWithPath: path + "a"))
        try Data(LineRecording.file(lines)).write(to: URL(fileURLWithPath: path + "b"))
        let log = try DriveLog(paths: [path + "a", path + "b"])
        #expect(log.entries.map(\.kind) == ["drive", "road", "tick", "tick", "summary"])
    }
    @Test func `a file that is no drive log, or an empty one, is refused`() throws {
        #expect(throws: DriveLogError.notADrive(path: "a.mcap")) {
            try log(Array(lines.dropFirst()))
        }
        #expect(throws: DriveLogError.empty(path: "a.mcap")) { try log([lines[0]]) }
        #expect(throws: DriveLogError.unreadable(path: "/nowhere/at/all")) {
            try DriveLog(paths: ["/nowhere/at/all"])
        }
    }
    @Test(arguments: [
        ["--cut-at", "1e300"], ["--cut-at", "nan"], ["--cut-at", "inf"], ["--cut-at=-1"],
        ["--cut-for", "1e9"], ["--duration", "inf"], ["--duration", "nan"],
        ["--duration", "3"], ["--duration", "30", "--cut-at", "28"],
    ])
    func `the demo refuses a time that makes no sense instead of trapping`(
        options: [String]
    ) throws {
        let process = Process()
        process.executableURL = try Repository.executable("tombolo")
        process.arguments = ["demo"] + options
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 64)
    }
    @Test func `the demo's last lines say what the log says`() throws {
        let summary = try #require(try log(lines).summary)
        let text = DemoSummary(summary, log: "a.mcap", page: "a.html").lines.joined(
            separator: "\n")
        #expect(text.contains("3: 2 answered, 1 lost (balanced)"))
        #expect(text.contains("50 ticks, 0 missed"))
        #expect(text.contains("1 lost:noSession"))
        #expect(text.contains("cloud plan 1.0 s"))
    }
}
