import Foundation
import LinkFiles
import NetworkModel
import Testing
import Timekeeping

/// The profiles and scenarios that are compiled in.
@Suite struct ShippedTests {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Deploy/links")

    private func files(_ part: String, ending: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: Self.folder.appendingPathComponent(part), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == ending }
    }

    @Test func `every profile in Deploy is compiled in, by its file's name, and says the same`()
        throws
    {
        let files = try files("", ending: "json")
        #expect(files.count == LinkProfile.all.count)
        for file in files {
            let name = file.deletingPathExtension().lastPathComponent
            let read = try LinkProfile(Array(try Data(contentsOf: file)), path: name) { trace in
                let path = Self.folder.appendingPathComponent("traces/" + trace)
                return (try? Data(contentsOf: path)).map(Array.init)
            }
            #expect(read.name == name && !read.about.isEmpty)
            #expect(LinkProfile.named(name) == read, "\(name)")
        }
        #expect(LinkProfile.named("none") == nil)
        #expect(Set(LinkProfile.all.map(\.name)).count == LinkProfile.all.count)
    }
    @Test func `every scenario in Deploy is compiled in, by its file's name, and says the same`()
        throws
    {
        let files = try files("scenarios", ending: "json")
        #expect(files.count == LinkScenario.names.count)
        for file in files {
            let name = file.deletingPathExtension().lastPathComponent
            let bytes = Array(try Data(contentsOf: file))
            let read = try LinkScenario(bytes, path: name) { _ in nil }
            #expect(read.name == name && LinkScenario.named(name) == read)
        }
        #expect(LinkScenario.named("none") == nil)
    }
    @Test func `profiles by name are what their names say`() {
        #expect(LinkProfile.perfect.conditions == .perfect)
        #expect(LinkProfile.loss2.conditions.up.loss == .independent(0.02))
        #expect(LinkProfile.loss5.conditions.down.loss == .independent(0.05))
        #expect(LinkProfile.rtt200.conditions.up.delay == .milliseconds(100))
        #expect(LinkProfile.oneWayCut.conditions.up.loss == .none)
        #expect(LinkProfile.oneWayCut.conditions.down.loss == .independent(1))
        #expect(LinkProfile.totalLoss.conditions.up.loss == .independent(1))
        #expect(LinkProfile.outage1s.conditions.up.outages?.bad == .seconds(1))
        #expect(LinkProfile.outage5s.conditions.down.outages?.bad == .seconds(5))
        guard case .trace(let trace, _) = LinkProfile.lteDriving.conditions.up.rate else {
            Issue.record("LTE has a trace")
            return
        }
        #expect(trace.milliseconds == 40_000 && trace.bitsPerSecond > 1_000_000)
        for profile in [
            LinkProfile.officeWiFi, .factoryWiFiRoaming, .threeG, .satellite, .tunnel,
            .congestedCell, .flapping,
        ] { #expect(LinkProfile.all.contains(profile)) }
    }
    @Test func `a timeline gives each event at its moment`() throws {
        let scenario = try #require(LinkScenario.named("every-fault"))
        var timeline = LinkTimeline(scenario, start: .milliseconds(100))
        #expect(timeline.wakeup == .milliseconds(5_100))
        #expect(timeline.popDue(at: .milliseconds(5_099)) == nil)
        #expect(timeline.popDue(at: .milliseconds(5_100)) == scenario.events[0])
        var count = 1
        while timeline.popDue(at: .distantFuture) != nil { count += 1 }
        #expect(count == scenario.events.count && timeline.wakeup == nil)
    }
}
