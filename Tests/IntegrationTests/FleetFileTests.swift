import Batching
import Foundation
import LocatedJSON
import NetworkModel
import Simulation
import Testing
import Timekeeping

@testable import tombolo

/// Scenario and profile files: what they say, and what is said of those that are wrong.
@Suite struct FleetFileTests {
    /// A file that says everything once, with a line for each field that tests replace.
    static let lines = [
        "{",
        #"  "name": "test","#,
        #"  "seed": 7,"#,
        #"  "durationSeconds": 10,"#,
        #"  "warmUpSeconds": 2,"#,
        #"  "models": ["#,
        #"    {"name": "quick", "profile": {"baseMilliseconds": 2, "perMemberMilliseconds": 0.5,"#,
        #"      "batchLimit": 16}},"#,
        #"    {"name": "slow", "profile": {"points": [{"batch": 1, "milliseconds": 4},"#,
        #"      {"batch": 8, "milliseconds": 9.25}]}}"#,
        "  ],",
        #"  "workers": [{"count": 3, "models": ["quick", "slow"], "slowness": 1.5}],"#,
        #"  "tenants": [{"name": "a", "share": 2}, {"name": "b", "share": 1}],"#,
        #"  "groups": ["#,
        #"    {"name": "cars", "count": 40, "model": "quick", "class": "urgent", "tenant": "a","#,
        #"      "periodMilliseconds": 100, "#,
        #"      "deadlineMilliseconds": 80,"#,
        #"      "uplink": {"kind": "constant", "milliseconds": 5},"#,
        #"      "downlink": {"kind": "uniform", "lowMilliseconds": 2, "highMilliseconds": 6},"#,
        #"      "driftPartsPerMillion": 20, "clockErrorMilliseconds": 0.5},"#,
        #"    {"name": "arms", "load": 0.25, "model": "slow", "tenant": "b","#,
        #"      "periodMilliseconds": 50, "deadlineMilliseconds": 60,"#,
        #"      "uplink": {"kind": "lognormal", "medianMilliseconds": 4, "p99Milliseconds": 15},"#,
        #"      "downlink": {"kind": "constant", "milliseconds": 3}}"#,
        "  ],",
        #"  "events": ["#,
        #"    {"atSeconds": 3, "workerDies": 1, "noticedAfterMilliseconds": 200},"#,
        #"    {"atSeconds": 4, "workerReturns": 1},"#,
        #"    {"atSeconds": 4, "slowness": 1.25},"#,
        #"    {"atSeconds": 5, "connected": 20, "group": "cars"},"#,
        #"    {"atSeconds": 6, "outageSeconds": 1}"#,
        "  ],",
        #"  "service": {"noisePermille": 30, "controlMilliseconds": 0.3,"#,
        #"    "stragglersPermille": 2, "claimedPermille": 900},"#,
        #"  "networkBeliefPermille": 800,"#,
        #"  "phases": "assigned""#,
        "}",
    ]

    static func read(_ text: String) throws(FleetFileError) -> FleetFile {
        try FleetFile.read(Array(text.utf8), path: "fleet.json", folder: "/nowhere")
    }
    /// What is said of the file with `old` replaced by `new` in its one line that has it.
    private func complaint(_ old: String, _ new: String) throws -> String {
        let places = Self.lines.indices.filter { Self.lines[$0].contains(old) }
        try #require(places.count == 1, "\(old) is on one line")
        var lines = Self.lines
        lines[places[0]] = lines[places[0]].replacingOccurrences(of: old, with: new)
        do throws(FleetFileError) {
            _ = try Self.read(lines.joined(separator: "\n"))
            return "nothing"
        } catch {
            return error.description
        }
    }

    @Test func `a file says models, workers, groups, events and the rest`() throws {
        let file = try Self.read(Self.lines.joined(separator: "\n"))
        #expect(file.seed == 7 && file.duration == .seconds(10) && file.warmUp == .seconds(2))
        #expect(file.workers == [.init(count: 3, models: [0, 1], slowness: 1.5)])
        #expect(file.groups.map(\.requestClass) == [.urgent, .ordinary])
        #expect(file.groups[0].deadline == .milliseconds(80))
        #expect(file.groups[1].size == .load(0.25) && file.groups[1].tenant == 1)
        #expect(
            file.events[0].kind == .workerDies(1, noticedAfter: .milliseconds(200)))
        let scenario = file.scenario
        // A quarter of what three workers at 2/3 speed do in batches of 8 of 9.25 ms, at 20 Hz.
        #expect(scenario.groups[1].count == 22)
        #expect(scenario.models[1].profile.time(batch: 8) == .microseconds(9_250))
        #expect(scenario.workers[0].slowness == 1_500 && scenario.tenantShares == [2, 1])
        #expect(scenario.serviceNoise == 30 && scenario.networkBelief == 800)
        #expect(scenario.groups[0].drift == 20_000 && scenario.phases == .assigned)
    }

    @Test func `a link of the largest legal tail can be drawn from`() throws {
        let text = Self.lines.joined(separator: "\n").replacingOccurrences(
            of: #""medianMilliseconds": 4, "p99Milliseconds": 15"#,
            with: #""medianMilliseconds": 0, "p99Milliseconds": 10000"#)
        let link = try Self.read(text).scenario.groups[1].uplink
        #expect(link.quantile(permille: 990) > .seconds(9))
        for step in UInt32(0)..<4_096 { #expect(link.delay(step << 20 | 0xf_ffff) >= .zero) }
        #expect(link.delay(.max) < .seconds(3_600))
    }
    @Test func `a file that is written is read as the same`() throws {
        let file = try Self.read(Self.lines.joined(separator: "\n"))
        let bytes = try JSONEncoder().encode(file.value)
        #expect(try FleetFile.read(Array(bytes), path: "again", folder: ".") == file)
        for name in FleetScenarios.names {
            let file = try FleetFile.load(name)
            let bytes = try JSONEncoder().encode(file.value)
            #expect(try FleetFile.read(Array(bytes), path: name, folder: ".") == file)
        }
    }

    @Test func `the ready-made scenarios are the files of the repository`() throws {
        let folder = Repository.root.appendingPathComponent("Deploy/scenarios")
        for name in FleetScenarios.names {
            let file = folder.appendingPathComponent(name + ".json")
            #expect(FleetScenarios.named(name) == Array(try Data(contentsOf: file)))
            #expect(try FleetFile.load(name).name == name)
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.filter { $0.hasSuffix(".json") }.count == FleetScenarios.names.count)
    }

    @Test(arguments: [
        (#""name": "test","#, #""nmae": "test","#, "fleet.json:2: nmae: is unknown; known here"),
        (#""name": "test","#, #""name": "","#, "fleet.json:2: name: is the text ''"),
        (#""seed": 7"#, #""seed": -7"#, "fleet.json:3: seed: is the number -7, legal are whole"),
        (#""durationSeconds": 10"#, #""durationSeconds": 1e9"#, "fleet.json:4: durationSeconds"),
        (#""warmUpSeconds": 2"#, #""warmUpSeconds": 9.8"#, "fleet.json:5: warmUpSeconds: leaves"),
        ("16}", "0}", "fleet.json:8: models[0].profile.batchLimit: is the number 0"),
        (
            #""batchLimit": 16"#, #""points": []"#,
            "fleet.json:7: models[0].profile: says it 2 times"
        ),
        (
            #"{"batch": 8"#, #"{"batch": 1"#,
            "fleet.json:10: models[1].profile.points[1].batch: is 1 after 1; sort the points"
        ),
        (#""count": 3"#, #""count": 2.5"#, "fleet.json:12: workers[0].count: is the number 2.5"),
        (
            #"["quick", "slow"]"#, #"["quick", "swift"]"#,
            "fleet.json:12: workers[0].models[1]: is the text 'swift'; name each model once"
        ),
        (#""share": 2"#, #""share": 0"#, "fleet.json:13: tenants[0].share: is the number 0"),
        (#""count": 40, "#, "", "fleet.json:15: groups[0].count: is needed, or load"),
        (#""class": "urgent""#, #""class": "vip""#, "fleet.json:15: groups[0].class: there is no"),
        (
            #""deadlineMilliseconds": 80"#, #""deadlineMilliseconds": -5"#,
            "fleet.json:17: groups[0].deadlineMilliseconds: is the number -5, legal are numbers, "
                + "1 to 5000 ms"
        ),
        (
            #""deadlineMilliseconds": 80,"#, "",
            "fleet.json:15: groups[0].deadlineMilliseconds: is missing; add a number, 1 to 5000"
        ),
        (#""uplink": {"kind": "constant""#, #""uplink": {"kind": "wire""#, "fleet.json:18: groups"),
        (
            #""milliseconds": 5}"#, #""milliseconds": 5, "p99Milliseconds": 9}"#,
            "fleet.json:18: groups[0].uplink.p99Milliseconds: says nothing of a constant link"
        ),
        (
            #""highMilliseconds": 6"#, #""highMilliseconds": 1"#,
            "fleet.json:19: groups[0].downlink.highMilliseconds: is less than lowMilliseconds"
        ),
        (
            #""atSeconds": 3, "#, #""atSeconds": 30, "#,
            "fleet.json:27: events[0].atSeconds: is the number 30, legal are numbers, 0 to 10 s"
        ),
        (#""workerDies": 1"#, #""workerDies": 3"#, "fleet.json:27: events[0]: there is no worker"),
        (#""workerReturns": 1"#, #""workerReturns": 0"#, "fleet.json:28: events[1]: worker 0 is"),
        (
            #""atSeconds": 4, "slowness""#, #""atSeconds": 1, "slowness""#,
            "fleet.json:29: events[2]"
        ),
        (#""slowness": 1.25"#, #""group": "cars""#, "fleet.json:29: events[2]: has 0 of worker"),
        (#""group": "cars""#, #""group": "vans""#, "fleet.json:30: events[3].group: there is no"),
        (#""outageSeconds": 1"#, #""outageSeconds": 4"#, "fleet.json:31: events[4].outageSeconds"),
        (#""noisePermille": 30"#, #""noise": 30"#, "fleet.json:33: service.noise: is unknown"),
        (#""phases": "assigned""#, #""phases": "new""#, "fleet.json:36: phases: there is no way"),
        (#""phases": "assigned""#, #""name": "twice""#, "fleet.json:36: name: is there twice"),
        (#""seed": 7,"#, #""seed": 7"#, "fleet.json:4: no JSON: ',' or '}' is expected"),
        (#""seed": 7,"#, #""seed": seven,"#, "fleet.json:3: no JSON: 'seven' is no value"),
        (#""seed": 7,"#, #""seed": nan,"#, "fleet.json:3: no JSON: 'nan' is no value"),
        (#""name": "test","#, #""name": "test"#, "fleet.json:2: no JSON: a text has no end"),
    ])
    func `an error names the file's line, the field, and what would be right`(
        old: String, new: String, beginning: String
    ) throws {
        let complaint = try complaint(old, new)
        #expect(complaint.hasPrefix(beginning), "\(complaint)")
    }

    @Test func `no prefix and no flipped byte of a file traps`() throws {
        let bytes = Array(Self.lines.joined(separator: "\n").utf8)
        for place in bytes.indices {
            #expect(throws: FleetFileError.self) {
                try FleetFile.read(Array(bytes[..<place]), path: "cut", folder: ".")
            }
            var damaged = bytes
            damaged[place] ^= 0x15
            _ = try? FleetFile.read(damaged, path: "damaged", folder: ".")
        }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: FleetFileError.self) { try Self.read(deep) }
        let long = [UInt8](repeating: 0x20, count: LocatedJSON.Limits.bytes + 1)
        #expect(throws: FleetFileError.self) {
            try FleetFile.read(long, path: "long", folder: ".")
        }
    }

    @Test func `a name that is neither a file nor ready-made lists what there is`() {
        #expect(throws: FleetFileError.unknownName("vans", known: FleetScenarios.names)) {
            try FleetFile.load("vans")
        }
        #expect(throws: FleetFileError.unreadable(path: "/nowhere/fleet.json")) {
            try FleetFile.load("/nowhere/fleet.json")
        }
    }

    @Test func `other workers change no device, and a load changes only devices`() throws {
        let file = try Self.read(Self.lines.joined(separator: "\n"))
        let counts = file.scenario.groups.map(\.count)
        let more = file.with(workers: 9)
        #expect(more.workerCount == 9 && more.scenario.groups.map(\.count) == counts)
        let loaded = file.with(load: 2)
        #expect(loaded.workerCount == 3 && abs(loaded.scenario.load - 2) < 0.05)
        #expect(file.eventProblem(workers: 1) != nil && file.eventProblem(workers: 2) == nil)
    }

    @Test func `a profile that is written is read as the same, and a scenario takes it`() throws {
        let folder = NSTemporaryDirectory() + "tombolo-profile-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let profile = ProfileFile(
            model: "driving 4", bundle: "ab12", machine: "a test", threads: 2,
            points: [
                .init(batch: 1, time: .microseconds(1_624), p95: .microseconds(2_159), runs: 90),
                .init(batch: 8, time: .microseconds(11_401), p95: nil, runs: nil),
            ])
        let bytes = try JSONEncoder().encode(profile.value)
        try bytes.write(to: URL(fileURLWithPath: folder + "/worker.json"))
        #expect(try ProfileFile.load(folder + "/worker.json") == profile)
        let text = Self.lines.joined(separator: "\n").replacingOccurrences(
            of: #""points": [{"batch": 1, "milliseconds": 4},"#, with: #""file": "worker.json""#
        ).replacingOccurrences(
            of: #"      {"batch": 8, "milliseconds": 9.25}]}}"#, with: "}}")
        let file = try FleetFile.read(Array(text.utf8), path: "fleet.json", folder: folder)
        #expect(file.scenario.models[1].profile.time(batch: 8) == .microseconds(11_401))
        #expect(throws: FleetFileError.self) {
            try FleetFile.read(Array(text.utf8), path: "fleet.json", folder: "/nowhere")
        }
    }
}
