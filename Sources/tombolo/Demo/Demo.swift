import Foundation
import LinkFiles
import NetworkModel
import Randomness
import Relay
import Runtime
import Timekeeping

/// The demo's three processes, the link between them, and what is seen of the drive.
struct Demo {
    private let command: DemoCommand
    private let times: DemoTimes
    private let shutdown = Shutdown()
    private var clock = MonotonicClock()
    private var processes = DemoProcesses()
    private var watch: DriveWatch
    private var progress = DemoProgress()
    /// What was done to the link, a recording of its own.
    private var linkLines: [String] = []
    private var isCut = false

    init(command: DemoCommand, times: DemoTimes) {
        self.command = command
        self.times = times
        watch = DriveWatch(path: command.output + "/drive.mcap")
    }

    /// Runs the demo; its exit status.
    mutating func run() throws(ProcessFailure) -> Int32 {
        shutdown.listenToSignals()
        if command.untilInputEnds { shutdown.listenToStandardInput() }
        try prepareFolder()
        defer { processes.endAll() }
        Console.print("starting coordinator, worker and car ...")
        let drive = DemoDrive(
            bundle: command.bundle, edge: command.edge, scenario: command.scenario,
            seed: command.seed, duration: command.duration,
            fallbackBudget: 30)  // long enough for a cut to be shown
        var started: LinkRelay?
        try processes.start(drive, log: command.output) { target throws(ProcessFailure) in
            let link = try Self.link(to: target)
            started = link
            return link.port
        }
        guard let link = started else {
            throw ProcessFailure(.software, "the link was not made")
        }
        defer { link.close() }
        Console.print(
            "driving \(Self.text(times.duration)) s through '\(command.scenario)', seed "
                + "\(command.seed)"
                + (times.cutFor > 0
                    ? ", the link is cut at \(Self.text(times.cutAt)) s for "
                        + "\(Self.text(times.cutFor)) s" : ""))
        while try turn(link) {}
        progress.end()
        if shutdown.isRequested {
            Console.complain("interrupted")
            return 130
        }
        return try conclude()
    }

    /// A relay that does nothing to what passes, until it is cut.
    private static func link(to target: UInt16) throws(ProcessFailure) -> LinkRelay {
        let scenario = LinkScenario(
            name: "demo", about: "a link that is cut", seed: Seed(0), duration: .zero,
            profile: .perfect, events: [])
        do throws(RelayError) {
            return try LinkRelay(
                RelayConfiguration(scenario: scenario, target: "tcp://127.0.0.1:\(target)"))
        } catch {
            throw ProcessFailure(.endpoint, error.description)
        }
    }
    private static func text(_ seconds: Double) -> String { String(format: "%g", seconds) }

    /// Looks at everything ten times a second; false once the drive is over.
    private mutating func turn(_ link: LinkRelay) throws(ProcessFailure) -> Bool {
        shutdown.doorbell.wait(milliseconds: 100)
        guard !shutdown.isRequested else { return false }
        watch.read(at: clock.now())
        try steer(link)
        if let view = watch.view { progress.show(view, isCut: isCut, of: times.duration) }
        return try processes.areRunning()
    }
    private mutating func steer(_ link: LinkRelay) throws(ProcessFailure) {
        guard times.cutFor > 0, let t = watch.time(at: clock.now()) else { return }
        if !isCut, t >= times.cutAt, linkLines.isEmpty {
            isCut = true
            // As a radio does when it goes: nobody is told.
            try link.obey(.event(.change(.cut(for: .max), LinkDirection.allCases)))
            note("cut", at: t)
        } else if isCut, t >= times.cutAt + times.cutFor {
            isCut = false
            try link.obey(.event(.change(.heal, LinkDirection.allCases)))
            note("healed", at: t)
        }
    }
    private mutating func note(_ event: String, at t: Double) {
        var line = JSONLine(kind: "link")
        line.add("t", t, decimals: 2)
        line.add("event", event)
        linkLines.append(line.line)
        progress.note(event == "cut" ? "the link is cut" : "the link is back", at: t)
    }

    private func prepareFolder() throws(ProcessFailure) {
        let files = FileManager.default
        do {
            // An earlier drive would be watched until the car writes its own.
            let old = command.output + "/drive.mcap"
            if files.fileExists(atPath: old) { try files.removeItem(atPath: old) }
            try files.createDirectory(
                atPath: command.output, withIntermediateDirectories: true)
        } catch {
            throw ProcessFailure(
                .file, "cannot write to \(command.output); choose another --output")
        }
    }
    private func conclude() throws(ProcessFailure) -> Int32 {
        let path = command.output + "/drive.mcap"
        do {
            let link = command.output + "/link.mcap"
            try Data(LinkRecording.bytes(linkLines)).write(to: URL(fileURLWithPath: link))
            let log = try DriveLog(paths: [path, link])
            let page = command.output + "/drive.html"
            try Data(try DriveReport(log).page.utf8).write(to: URL(fileURLWithPath: page))
            guard let summary = log.summary else {
                throw ProcessFailure(.software, "the car ended without a summary; see its log")
            }
            for line in DemoSummary(summary, log: path, page: page).lines { Console.print(line) }
            let verdict = DemoVerdict(
                summary, entries: log.entries, expectsCut: times.cutFor > 0)
            guard let complaint = verdict.complaint else { return 0 }
            Console.complain("tombolo demo: \(complaint)")
            return 1
        } catch let error as ProcessFailure {
            throw error
        } catch {
            throw ProcessFailure(.file, "\(error)")
        }
    }
}
