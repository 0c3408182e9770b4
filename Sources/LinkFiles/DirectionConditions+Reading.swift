import LocatedJSON
import NetworkModel
import Timekeeping

/// From the fields of a file.
extension DirectionConditions {
    private static let keys = [
        "delayMilliseconds", "jitter", "rate", "queue", "loss", "outages", "stalls", "handovers",
        "duplicationShare", "corruptionShare", "reordering",
    ]

    init(
        _ fields: FieldReader, _ key: String, _ traces: TraceShelf.Reader
    ) throws(FieldProblem) {
        let part = try fields.object(key, known: Self.keys)
        self.init(
            delay: try part.milliseconds("delayMilliseconds", 0...Limits.delayMilliseconds))
        if part.has("jitter") { jitter = try Jitter(part) }
        if part.has("rate") { rate = try LinkRate(part, traces) }
        if part.has("queue") { queue = try LinkQueue(part) }
        if part.has("loss") { loss = try LossLaw(part) }
        if part.has("outages") { outages = try Spells(part, "outages") }
        if part.has("stalls") { stalls = try Spells(part, "stalls") }
        if part.has("handovers") { handovers = try Handovers(part) }
        if part.has("duplicationShare") { duplication = try part.share("duplicationShare") }
        if part.has("corruptionShare") { corruption = try part.share("corruptionShare") }
        guard part.has("reordering") else { return }
        let late = try part.object("reordering", known: ["share", "latenessMilliseconds"])
        reordering = Reordering(
            share: try late.share("share"),
            lateness: try late.milliseconds(
                "latenessMilliseconds", 0...Limits.delayMilliseconds))
    }
}

extension Jitter {
    private static let laws = ["uniform", "lognormal"]

    fileprivate init(_ fields: FieldReader) throws(FieldProblem) {
        let part = try fields.object(
            "jitter",
            known: [
                "law", "lowMilliseconds", "highMilliseconds", "medianMilliseconds",
                "p99Milliseconds", "correlationMilliseconds",
            ])
        let law = try part.place("law", in: Self.laws, "law")
        let keys = [
            ["lowMilliseconds", "highMilliseconds"], ["medianMilliseconds", "p99Milliseconds"],
        ]
        for key in keys[1 - law] where part.has(key) {
            throw part.problem(
                key,
                "says nothing of a \(Self.laws[law]) law, which has "
                    + keys[law].joined(separator: " and "))
        }
        let low = try part.milliseconds(keys[law][0], 0...Limits.delayMilliseconds)
        let high = try part.milliseconds(keys[law][1], 0...Limits.delayMilliseconds)
        guard low <= high else {
            throw part.problem(keys[law][1], "is less than \(keys[law][0]); exchange them")
        }
        self.init(
            law: law == 0 ? .uniform(low, high) : .lognormal(median: low, p99: high),
            correlation: part.has("correlationMilliseconds")
                ? try part.milliseconds("correlationMilliseconds", 0...Limits.milliseconds)
                : .zero)
    }
}

extension LinkRate {
    fileprivate init(
        _ fields: FieldReader, _ traces: TraceShelf.Reader
    ) throws(FieldProblem) {
        let part = try fields.object(
            "rate", known: ["bitsPerSecond", "trace", "offsetMilliseconds"])
        guard part.has("trace") else {
            if part.has("offsetMilliseconds") {
                throw part.problem("offsetMilliseconds", "belongs to a trace; remove it")
            }
            let most = Int(NetworkModel.Limits.bitsPerSecond)
            self = .constant(
                bitsPerSecond: Int64(
                    try part.count("bitsPerSecond", Limits.leastBitsPerSecond...most)))
            return
        }
        if part.has("bitsPerSecond") {
            throw part.problem("bitsPerSecond", "stands beside a trace; have one of them")
        }
        let offset =
            part.has("offsetMilliseconds")
            ? try part.milliseconds("offsetMilliseconds", 0...Limits.milliseconds) : .zero
        self = .trace(try traces(part), offset: offset)
    }
}

extension LinkQueue {
    private static let disciplines = ["drop-tail", "codel"]

    fileprivate init(_ fields: FieldReader) throws(FieldProblem) {
        let part = try fields.object(
            "queue", known: ["bytes", "discipline", "targetMilliseconds", "intervalMilliseconds"])
        let bytes = try part.count("bytes", Limits.leastQueueBytes...Limits.queueBytes)
        let place =
            part.has("discipline")
            ? try part.place("discipline", in: Self.disciplines, "discipline") : 0
        guard place == 1 else {
            for key in ["targetMilliseconds", "intervalMilliseconds"] where part.has(key) {
                throw part.problem(key, "belongs to the discipline codel; remove it")
            }
            self.init(byteLimit: bytes, discipline: .dropTail)
            return
        }
        self.init(
            byteLimit: bytes,
            discipline: .controlledDelay(
                target: try part.milliseconds("targetMilliseconds", 0.1...10_000),
                interval: try part.milliseconds("intervalMilliseconds", 1...10_000)))
    }
}

extension LossLaw {
    fileprivate init(_ fields: FieldReader) throws(FieldProblem) {
        let part = try fields.object(
            "loss",
            known: ["share", "goodMilliseconds", "badMilliseconds", "goodShare", "badShare"])
        guard part.has("share") else {
            self = .bursts(
                Spells(
                    good: try part.spell("goodMilliseconds"),
                    bad: try part.spell("badMilliseconds"), law: .exponential),
                inGood: try part.share("goodShare"), inBad: try part.share("badShare"))
            return
        }
        for key in ["goodMilliseconds", "badMilliseconds", "goodShare", "badShare"]
        where part.has(key) {
            throw part.problem(key, "stands beside share; have share, or the four of bursts")
        }
        self = .independent(try part.share("share"))
    }
}

extension Spells {
    fileprivate init(_ fields: FieldReader, _ key: String) throws(FieldProblem) {
        let part = try fields.object(
            key, known: ["law", "goodMilliseconds", "badMilliseconds"])
        self.init(
            good: try part.spell("goodMilliseconds"), bad: try part.spell("badMilliseconds"),
            law: try part.spellLaw())
    }
}

extension Handovers {
    fileprivate init(_ fields: FieldReader) throws(FieldProblem) {
        let part = try fields.object(
            "handovers",
            known: [
                "law", "everyMilliseconds", "gapMilliseconds", "isLossy", "lowExtraMilliseconds",
                "highExtraMilliseconds",
            ])
        let delays = 0...Limits.delayMilliseconds
        self.init(
            spells: Spells(
                good: try part.spell("everyMilliseconds"), bad: try part.spell("gapMilliseconds"),
                law: try part.spellLaw()),
            isLossy: try part.bool("isLossy"),
            lowExtra: try part.milliseconds("lowExtraMilliseconds", delays),
            highExtra: try part.milliseconds("highExtraMilliseconds", delays))
        guard lowExtra <= highExtra else {
            throw part.problem(
                "highExtraMilliseconds", "is less than lowExtraMilliseconds; exchange them")
        }
    }
}

extension FieldReader {
    /// The mean of a spell: at least a millisecond, which is all that a model can draw in time.
    fileprivate func spell(_ key: String) throws(FieldProblem) -> Interval {
        try milliseconds(key, 1...Limits.milliseconds)
    }
    fileprivate func spellLaw() throws(FieldProblem) -> Spells.Law {
        let laws = Spells.Law.allCases
        return laws[try place("law", in: laws.map(\.rawValue), "law")]
    }
}
