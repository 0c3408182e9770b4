import Failsafe
import Foundation
import Testing

@testable import tombolo

@Suite struct FailsafeCommandTests {
    @Test func `the failsafe's page in the docs is what the machine itself says`() throws {
        let file = Repository.root.appendingPathComponent("Docs/FAILSAFE.md")
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(
            written == FailsafeDocument().text,
            "write it anew: .build/debug/tombolo failsafe table > Docs/FAILSAFE.md")
    }

    @Test func `the walk finds every edge that the diagram has, and every cause`() {
        let walk = FailsafeWalk()
        for edge in walk.edges { #expect(FailsafeMachine.isLegal(from: edge.from, to: edge.to)) }
        #expect(Set(walk.edges.map(\.cause)) == Set(FailsafeCause.allCases))
        #expect(Set(walk.drivers.map(\.driver)) == Set(Driver.allCases))
        // Of an edge that is found, the one way round that must not be.
        #expect(!walk.edges.contains { $0.from == .minimalRiskCondition && $0.to == .nominal })
    }

    @Test func `a page shows each story with its words, and loads nothing`() throws {
        let timelines = try FailsafeStory.all.map { try Timeline($0) }
        let page = TimelinePage(title: "a < b", timelines).page
        #expect(page.contains("<title>a &lt; b</title>"))
        for cause in FailsafeCause.allCases { #expect(page.contains("<section id=\"\(cause)\">")) }
        #expect(!page.contains("http") && !page.contains("src="))
        #expect(page.components(separatedBy: "<svg").count == FailsafeCause.allCases.count + 1)
        #expect(page.contains("standby -&gt; nominal: ready"))
    }

    @Test func `the cursor reads on the page what the machine did`() throws {
        struct Moments: Decodable {
            let duration: Double
            let states: [String]
            let drivers: [String]
            let moments: [[Double?]]
        }
        for story in FailsafeStory.all {
            let timeline = try Timeline(story)
            let json = TimelineMoments(timeline).json
            #expect(!json.contains("<"))
            let read = try JSONDecoder().decode(Moments.self, from: Data(json.utf8))
            var (shown, done) = ([String](), [String]())
            for moment in read.moments {
                #expect(moment.count == 7)
                let (state, driver) = (Int(moment[1] ?? -1), Int(moment[2] ?? -1))
                let words = "\(read.states[state]) \(read.drivers[driver])"
                if shown.last != words { shown.append(words) }
            }
            for moment in timeline.moments {
                let words = "\(moment.state.description) \(moment.driver)"
                if done.last != words { done.append(words) }
            }
            #expect(shown == done, "\(story.title)")
            #expect(read.duration >= (read.moments.last?[0] ?? .infinity))
        }
    }

    @Test func `a script of one's own is shown; a wrong one is refused with its entry`() throws {
        let output = try #require(
            try Outcome(["failsafe", "show", "8: link down for 700ms; 12: end"]))
        #expect(output.status == 0)
        #expect(output.text.contains("8.16 s nominal -> degraded: planAge, plan 220 ms old"))
        let wrong = try #require(try Outcome(["failsafe", "show", "8: fly"]))
        #expect(wrong.status == 64)
        #expect(wrong.text.contains("entry 1: 'fly' means nothing"))
        let robot = try #require(
            try Outcome([
                "failsafe", "show", "8: link down; 40: end", "--class", "mobile-robot",
            ]))
        #expect(robot.text.contains("-> degraded: planAge, plan 320 ms old"))
    }

    /// How a call of `tombolo` ended and what it wrote.
    private struct Outcome {
        let status: Int32
        let text: String
        init?(_ arguments: [String]) throws {
            let process = Process()
            let output = Pipe()
            process.executableURL = try Repository.executable("tombolo")
            process.arguments = arguments
            process.standardOutput = output
            process.standardError = output
            try process.run()
            text = String(
                decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            status = process.terminationStatus
        }
    }
}
