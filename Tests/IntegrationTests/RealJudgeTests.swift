import Recording
import Runtime
import Testing
import Timekeeping

@testable import tombolo

/// Each fault that the judge of real drives is to find is planted here.
@Suite struct RealJudgeTests {
    @Test func `finds nothing in a sound drive, and says its figures`() throws {
        let verdict = try JudgedDrive().verdict()
        #expect(verdict.findings == [])
        // The last plan that came is of 0.7 s.
        #expect(verdict.fallback == .milliseconds(420))
        #expect(verdict.firstPlan == .milliseconds(60))
        #expect(verdict.cloud == .milliseconds(60))
    }
    @Test func `finds a tick without a command`() throws {
        var drive = JudgedDrive()
        drive.remove(.commands, from: 1_000)
        #expect(try drive.broken().contains(.ticks))
    }
    @Test func `finds a tick that is missing and was not counted`() throws {
        var drive = JudgedDrive()
        // Two of them: one may be a matter of rounding.
        for _ in 0..<2 {
            drive.remove(.commands, from: 1_000)
            let place = try #require(
                drive.lines.firstIndex {
                    $0.channel == .inputs && $0.bytes[8] == 12 && $0.at >= 1_000
                })
            drive.lines.remove(at: place)
        }
        let found = try drive.broken()
        #expect(found.contains(.ticks) && found.contains(.recording))
        // Without what it counted there are the holes alone.
        drive.isFinished = false
        drive.remove(.summary, from: 0)
        #expect(try drive.broken { $0.isCutShort = true }.contains(.punctuality))
    }
    @Test func `finds more missed ticks than are explained`() throws {
        var drive = JudgedDrive()
        drive.change(.summary, from: 0) { line in
            line.text = line.text.replacing("\"missed\":0", with: "\"missed\":1")
        }
        #expect(try drive.broken() == [.punctuality])
        #expect(try drive.broken { $0.missesAllowed = 1 } == [])
    }
    @Test func `finds ticks that were made and not recorded`() throws {
        var drive = JudgedDrive()
        drive.change(.summary, from: 0) { line in
            line.text = line.text.replacing("\"ticks\":105", with: "\"ticks\":120")
        }
        #expect(try drive.broken() == [.ticks])
    }
    @Test(arguments: ["cloudPlan", "heldPlan"])
    func `finds a stale plan that is followed`(driver: String) throws {
        var drive = JudgedDrive()
        // Of capture 8, exposed at 0.7 s; the state says that all is well, and the age as well.
        drive.change(.commands, from: 1_220) { line in
            line.text =
                #"{"kind":"command","driver":"\#(driver)","state":"fallback","ageMs":520,"plan":8}"#
        }
        #expect(try drive.broken() == [.stalePlan])
    }
    @Test func `finds a stale plan of the local policy`() throws {
        var drive = JudgedDrive()
        drive.change(.commands, from: 1_400) { line in
            line.text =
                #"{"kind":"command","driver":"localPolicy","state":"fallback","#
                + #""ageMs":700,"plan":9}"#
        }
        #expect(try drive.broken() == [.stalePlan])
    }
    @Test func `finds a plan for a capture that was never taken, or that never came`() throws {
        var drive = JudgedDrive()
        drive.change(.commands, from: 500) { line in
            line.text = line.text.replacing(#""plan":5"#, with: #""plan":500"#)
        }
        #expect(try drive.broken() == [.planOrder])
        drive = JudgedDrive()
        drive.remove(.plans, from: 500)
        #expect(try drive.broken() == [.planOrder])
    }
    @Test func `finds an older plan after a newer one`() throws {
        var drive = JudgedDrive()
        drive.change(.plans, from: 1_700) { line in
            line.text = #"{"kind":"plan","capture":16}"#
        }
        #expect(try drive.broken().contains(.planOrder))
    }
    @Test func `finds a state that is too calm for the age of the plans`() throws {
        var drive = JudgedDrive()
        drive.change(.commands, from: 920) { line in
            line.text = line.text.replacing("degraded", with: "nominal")
        }
        #expect(try drive.broken() == [.failsafe])
    }
    @Test func `finds a fallback that came late, whatever the ages say`() throws {
        var drive = JudgedDrive()
        for place in drive.lines.indices where drive.lines[place].channel == .commands {
            guard (1_220..<1_400).contains(drive.lines[place].at) else { continue }
            drive.lines[place].text =
                #"{"kind":"command","driver":"nobody","state":"nominal","ageMs":100}"#
        }
        #expect(try drive.broken() == [.detection])
        #expect(try drive.broken { $0.stopsPlans = false } == [])
    }
    @Test func `finds another car that the trouble reaches`() throws {
        let bystander: (inout RealExpectation) -> Void = {
            $0.stopsPlans = false
            $0.isUndisturbed = true
        }
        #expect(try JudgedDrive().broken(bystander) == [.others])
        let calm: (inout RealExpectation) -> Void = {
            bystander(&$0)
            // Before the drive's own hole.
            $0.window = RealWindow(
                begin: JudgedDrive.began + .milliseconds(200),
                end: JudgedDrive.began + .milliseconds(500))
        }
        #expect(try JudgedDrive().broken(calm) == [])
    }
    @Test func `finds a capture without a fate, with two, and a fate of none`() throws {
        var drive = JudgedDrive()
        drive.remove(.fates, from: 300)
        #expect(try drive.broken() == [.accounts])
        drive = JudgedDrive()
        let fate = try #require(drive.lines.first { $0.channel == .fates })
        drive.lines.insert(fate, at: drive.lines.count - 1)
        #expect(try drive.broken().contains(.accounts))
        drive = JudgedDrive()
        drive.change(.fates, from: 300) { line in
            line.text = line.text.replacing(#""capture":"#, with: #""capture":90"#)
        }
        #expect(try drive.broken().contains(.accounts))
    }
    @Test(arguments: ["\"captures\":20", "\"lost\":7", "\"answered\":13", "\"inFlight\":0"])
    func `finds sums that do not balance`(field: String) throws {
        var drive = JudgedDrive()
        drive.change(.summary, from: 0) { line in
            let name = field.prefix { $0 != ":" }
            let changed = line.text.replacing(field, with: "\(name):40")
            #expect(changed != line.text)
            line.text = changed
        }
        #expect(try drive.broken() == [.accounts])
    }
    @Test func `finds a recording without an end, and one that lost records or inputs`() throws {
        var drive = JudgedDrive()
        drive.isFinished = false
        #expect(try drive.broken() == [.recording])
        #expect(try drive.broken { $0.isCutShort = true } == [])
        drive = JudgedDrive()
        drive.lines.append(
            JudgedDrive.Line(
                channel: .recorder, at: 2_000, text: #"{"kind":"recorder","lostRecords":3}"#))
        #expect(try drive.broken() == [.recording])
        drive = JudgedDrive()
        let place = try #require(
            drive.lines.lastIndex { $0.channel == .inputs && $0.bytes[8] == 2 })
        drive.lines.remove(at: place)
        #expect(try drive.broken() == [.recording])
    }
    @Test func `finds a recovery that is late or never comes`() throws {
        let drive = JudgedDrive()
        #expect(try drive.broken { $0.planBound = .milliseconds(50) } == [.recovery])
        #expect(try drive.broken { $0.cloudBound = .milliseconds(50) } == [.back])
        var never = drive
        never.lines.removeAll { $0.at > 1_500 && $0.channel != .summary }
        let found = try never.broken()
        #expect(found.contains(.recovery) && found.contains(.back))
    }
    @Test func `grants a car that was stopped the time to be released`() throws {
        var drive = JudgedDrive()
        drive.change(.commands, from: 1_460) { line in
            line.text = #"{"kind":"command","driver":"stopping","state":"manoeuvre:comfortable"}"#
        }
        let bounds: (inout RealExpectation) -> Void = {
            $0.cloudBound = .milliseconds(50)
            $0.cloudBoundFromStop = .seconds(1)
        }
        #expect(try drive.broken(bounds) == [])
        #expect(try JudgedDrive().broken(bounds) == [.back])
    }
    @Test func `finds a collision and a corner off the road`() throws {
        for (key, value) in [("collisions", "1"), ("offRoadS", "0.02")] {
            var drive = JudgedDrive()
            let line = #"{"kind":"tick","t":1,"\#(key)":\#(value)}"#
            drive.lines.insert(
                JudgedDrive.Line(channel: .ticks, at: 1_000, text: line),
                at: drive.lines.count - 1)
            #expect(try drive.broken() == [.safety])
        }
    }
    @Test func `finds a recording that has no drive in it`() throws {
        var drive = JudgedDrive()
        drive.lines.removeAll { $0.channel == .commands }
        #expect(try drive.broken() == [.recording])
    }
}
