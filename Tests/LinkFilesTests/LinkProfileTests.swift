import LinkFiles
import NetworkModel
import Randomness
import Testing
import Timekeeping

/// Profile files: what they say, and what is said of those that are wrong.
@Suite struct LinkProfileTests {
    /// A file that says everything once, with a line for each field that tests replace.
    static let lines = [
        "{",
        #"  "v": 1,"#,
        #"  "name": "test", "about": "For tests.","#,
        #"  "up": {"#,
        #"    "delayMilliseconds": 20.5,"#,
        #"    "jitter": {"law": "lognormal", "medianMilliseconds": 4,"#,
        #"      "p99Milliseconds": 40, "correlationMilliseconds": 200},"#,
        #"    "rate": {"bitsPerSecond": 2000000},"#,
        #"    "queue": {"bytes": 64000, "discipline": "codel","#,
        #"      "targetMilliseconds": 5, "intervalMilliseconds": 100},"#,
        #"    "loss": {"goodMilliseconds": 2000, "badMilliseconds": 80,"#,
        #"      "goodShare": 0.001, "badShare": 0.9},"#,
        #"    "outages": {"law": "fixed", "goodMilliseconds": 30000, "badMilliseconds": 1000},"#,
        #"    "stalls": {"law": "exponential", "goodMilliseconds": 9000, "badMilliseconds": 300}"#,
        "  },",
        #"  "down": {"#,
        #"    "delayMilliseconds": 15,"#,
        #"    "jitter": {"law": "uniform", "lowMilliseconds": 1, "highMilliseconds": 3},"#,
        #"    "rate": {"trace": "x.down", "offsetMilliseconds": 500},"#,
        #"    "queue": {"bytes": 1500},"#,
        #"    "loss": {"share": 0.01},"#,
        #"    "handovers": {"law": "fixed", "everyMilliseconds": 15000, "gapMilliseconds": 60,"#,
        #"      "isLossy": true, "lowExtraMilliseconds": 1, "highExtraMilliseconds": 9},"#,
        #"    "duplicationShare": 0.02, "corruptionShare": 0.03,"#,
        #"    "reordering": {"share": 0.04, "latenessMilliseconds": 7}"#,
        "  }",
        "}",
    ]
    static func trace(_ name: String) -> [UInt8]? {
        switch name {
        case "x.down": Array("1\n5\n9\n".utf8)
        case "wrong": Array("1\n5\n4\n".utf8)
        default: nil
        }
    }
    private func complaint(_ old: String, _ new: String) throws -> String {
        let places = Self.lines.indices.filter { Self.lines[$0].contains(old) }
        try #require(places.count == 1, "\(old) is on one line")
        var lines = Self.lines
        lines[places[0]] = lines[places[0]].replacing(old, with: new)
        do throws(LinkFileError) {
            let text = lines.joined(separator: "\n")
            _ = try LinkProfile(Array(text.utf8), path: "link.json", trace: Self.trace)
            return "nothing"
        } catch {
            return error.description
        }
    }

    @Test func `a file says all that a link can do`() throws {
        let text = Self.lines.joined(separator: "\n")
        let profile = try LinkProfile(Array(text.utf8), path: "link.json", trace: Self.trace)
        #expect(profile.name == "test" && profile.about == "For tests.")
        var up = DirectionConditions(delay: .microseconds(20_500))
        up.jitter = Jitter(
            law: .lognormal(median: .milliseconds(4), p99: .milliseconds(40)),
            correlation: .milliseconds(200))
        up.rate = .constant(bitsPerSecond: 2_000_000)
        up.queue = LinkQueue(
            byteLimit: 64_000,
            discipline: .controlledDelay(
                target: .milliseconds(5), interval: .milliseconds(100)))
        up.loss = .bursts(
            Spells(good: .seconds(2), bad: .milliseconds(80), law: .exponential),
            inGood: 0.001, inBad: 0.9)
        up.outages = Spells(good: .seconds(30), bad: .seconds(1), law: .fixed)
        up.stalls = Spells(good: .seconds(9), bad: .milliseconds(300), law: .exponential)
        #expect(profile.conditions.up == up)
        var down = DirectionConditions(delay: .milliseconds(15))
        down.jitter = Jitter(
            law: .uniform(.milliseconds(1), .milliseconds(3)), correlation: .zero)
        down.rate = .trace(
            try DeliveryTrace(stamps: [1, 5, 9]), offset: .milliseconds(500))
        down.queue = LinkQueue(byteLimit: 1_500, discipline: .dropTail)
        down.loss = .independent(0.01)
        down.handovers = Handovers(
            spells: Spells(good: .seconds(15), bad: .milliseconds(60), law: .fixed),
            isLossy: true, lowExtra: .milliseconds(1), highExtra: .milliseconds(9))
        down.duplication = 0.02
        down.corruption = 0.03
        down.reordering = Reordering(share: 0.04, lateness: .milliseconds(7))
        #expect(profile.conditions.down == down)
    }
    @Test func `both stands for up and down`() throws {
        let text = #"{"v": 1, "name": "b", "both": {"delayMilliseconds": 3}}"#
        let profile = try LinkProfile(Array(text.utf8), path: "b.json") { _ in nil }
        let direction = DirectionConditions(delay: .milliseconds(3))
        #expect(profile.conditions == LinkConditions(up: direction, down: direction))
        #expect(profile.about.isEmpty)
    }

    @Test func `a jitter of the largest legal tail can be run`() throws {
        let text = #"""
            {"v": 1, "name": "tail", "both": {"delayMilliseconds": 10000, "jitter":
            {"law": "lognormal", "medianMilliseconds": 0, "p99Milliseconds": 10000}}}
            """#
        let profile = try LinkProfile(Array(text.utf8), path: "tail.json") { _ in nil }
        let law = try #require(profile.conditions.up.jitter?.law)
        for step in UInt32(0)..<4_096 { #expect(law.delay(step << 20 | 0xf_ffff) >= .zero) }
        let most = Interval.nanoseconds(NetworkModel.Limits.drawnDelayNanoseconds)
        #expect(law.delay(.max) <= most)
        var link = PacketLink(profile.conditions.up, seed: Seed(1), start: .origin)
        for id in UInt64(0)..<20_000 {
            link.handle(.offer(id: id, bytes: 100), at: .milliseconds(id * 1_000))
        }
        #expect(link.counts.offered == 20_000)
    }

    static let wrong: [(old: String, new: String, problem: String)] = [
        (#""v": 1"#, #""v": 2"#, "link.json:2: v: is 2; this program reads version 1"),
        (#""v": 1,"#, "", "link.json:1: v: is missing"),
        (#""v": 1,"#, #""v": 1"#, "link.json:3: no JSON: ',' or '}' is expected"),
        (#""name": "test""#, #""name": """#, "link.json:3: name: is the text ''"),
        (#""about": "For tests.""#, #""about": 3"#, "link.json:3: about: is the number 3"),
        (#""about""#, #""abuot""#, "link.json:3: abuot: is unknown; known here are v, name"),
        (#"  "up": {"#, #"  "both": {"#, "link.json:16: down: stands beside both"),
        (#"  "up": {"#, #"  "u": {"#, "link.json:4: u: is unknown"),
        (
            #""delayMilliseconds": 20.5"#, #""delayMilliseconds": -1"#,
            "link.json:5: up.delayMilliseconds: is the number -1, legal are numbers, 0 to 10000 ms"
        ),
        (#"    "delayMilliseconds": 15,"#, "", "link.json:16: down.delayMilliseconds: is missing"),
        (
            #""law": "lognormal""#, #""law": "normal""#,
            "link.json:6: up.jitter.law: there is no law 'normal'; choose one of: uniform, logn"
        ),
        (
            #""law": "lognormal", "#, #""law": "uniform", "#,
            "link.json:6: up.jitter.medianMilliseconds: says nothing of a uniform law"
        ),
        (
            #""p99Milliseconds": 40"#, #""p99Milliseconds": 3"#,
            "link.json:7: up.jitter.p99Milliseconds: is less than medianMilliseconds"
        ),
        (
            #""correlationMilliseconds": 200"#, #""correlationMilliseconds": -1"#,
            "link.json:7: up.jitter.correlationMilliseconds: is the number -1"
        ),
        (
            #""bitsPerSecond": 2000000"#, #""bitsPerSecond": 999"#,
            "link.json:8: up.rate.bitsPerSecond: is the number 999, legal are whole numbers, 1000"
        ),
        (
            #""bitsPerSecond": 2000000"#, #""bitsPerSecond": 2000000, "offsetMilliseconds": 1"#,
            "link.json:8: up.rate.offsetMilliseconds: belongs to a trace"
        ),
        (
            #""trace": "x.down""#, #""trace": "x.down", "bitsPerSecond": 2000"#,
            "link.json:19: down.rate.bitsPerSecond: stands beside a trace"
        ),
        (
            #""trace": "x.down""#, #""trace": "y.down""#,
            "link.json:19: down.rate.trace: is 'y.down', which is no file here; shipped are"
        ),
        (
            #""trace": "x.down""#, #""trace": "wrong""#,
            "link.json:19: down.rate.trace: wrong:3: is earlier than the line above it"
        ),
        (
            #""trace": "x.down""#, #""trace": "../x.down""#,
            "link.json:19: down.rate.trace: is '../x.down'; give a file's name without folders"
        ),
        (
            #""trace": "x.down""#, #""trace": "/dev/zero""#,
            "link.json:19: down.rate.trace: is '/dev/zero'; give a file's name without folders"
        ),
        (
            #""trace": "x.down""#, #""trace": ".\u002f\u0338x""#,
            "link.json:19: down.rate.trace: is './\u{338}x'; give a file's name without folders"
        ),
        (
            #""trace": "x.down""#, #""trace": "..""#,
            "link.json:19: down.rate.trace: is '..'; give a file's name without folders"
        ),
        (
            #""offsetMilliseconds": 500"#, #""offsetMilliseconds": -1"#,
            "link.json:19: down.rate.offsetMilliseconds: is the number -1"
        ),
        (
            #""bytes": 1500"#, #""bytes": 1499"#,
            "link.json:20: down.queue.bytes: is the number 1499, legal are whole numbers, 1500"
        ),
        (
            #""bytes": 1500"#, #""bytes": 1500, "targetMilliseconds": 5"#,
            "link.json:20: down.queue.targetMilliseconds: belongs to the discipline codel"
        ),
        (
            #""discipline": "codel""#, #""discipline": "red""#,
            "link.json:9: up.queue.discipline: there is no discipline 'red'"
        ),
        (
            #""targetMilliseconds": 5, "#, "",
            "link.json:9: up.queue.targetMilliseconds: is missing"
        ),
        (
            #""intervalMilliseconds": 100"#, #""intervalMilliseconds": 0"#,
            "link.json:10: up.queue.intervalMilliseconds: is the number 0"
        ),
        (
            #""goodMilliseconds": 2000"#, #""goodMilliseconds": 0"#,
            "link.json:11: up.loss.goodMilliseconds: is the number 0, legal are numbers, 1 to"
        ),
        (
            #""badShare": 0.9"#, #""badShare": 1.1"#,
            "link.json:12: up.loss.badShare: is the number 1.1, legal are numbers, 0 to 1"
        ),
        (
            #""share": 0.01"#, #""share": 0.01, "badShare": 1"#,
            "link.json:21: down.loss.badShare: stands beside share"
        ),
        (#""share": 0.01"#, #""share": "1 %""#, "link.json:21: down.loss.share: is the text '1 %'"),
        (#"{"share": 0.01}"#, "0.01", "link.json:21: down.loss: is the number 0.01, an object"),
        (
            #""law": "fixed", "goodMilliseconds""#, #""law": "poisson", "goodMilliseconds""#,
            "link.json:13: up.outages.law: there is no law 'poisson'; choose one of: fixed, exp"
        ),
        (
            #""badMilliseconds": 300"#, #""badMs": 300"#,
            "link.json:14: up.stalls.badMs: is unknown; known here are law, goodMilliseconds"
        ),
        (
            #""isLossy": true"#, #""isLossy": 1"#,
            "link.json:23: down.handovers.isLossy: is the number 1, true or false is expected"
        ),
        (
            #""isLossy": true, "#, "",
            "link.json:22: down.handovers.isLossy: is missing; add true or false"
        ),
        (
            #""highExtraMilliseconds": 9"#, #""highExtraMilliseconds": 0"#,
            "link.json:23: down.handovers.highExtraMilliseconds: is less than"
        ),
        (
            #""duplicationShare": 0.02"#, #""duplicationShare": 2"#,
            "link.json:24: down.duplicationShare: is the number 2, legal are numbers, 0 to 1"
        ),
        (
            #""corruptionShare": 0.03"#, #""corruptionShare": -1"#,
            "link.json:24: down.corruptionShare: is the number -1"
        ),
        (
            #""latenessMilliseconds": 7"#, #""latenessMilliseconds": -7"#,
            "link.json:25: down.reordering.latenessMilliseconds: is the number -7"
        ),
    ]
    @Test(arguments: wrong.indices)
    func `a wrong file is refused with its line, its field and what would be right`(
        place: Int
    ) throws {
        let (old, new, problem) = Self.wrong[place]
        let found = try complaint(old, new)
        #expect(found.hasPrefix(problem), "found \(found)")
    }
}
