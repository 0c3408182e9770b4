/// What an experiment has to show of Tombolo, checked on its drives.
public struct ExperimentGoals: Sendable {
    /// One row: the drives of one link, seeds in the same order in all lists.
    public struct Row: Sendable {
        /// The link.
        public var link: String
        /// Whether it is a link on which nothing arrives any more at some point, for good.
        public var isLostForGood: Bool
        /// Tombolo's drives.
        public var tombolo: [DriveMeasures]
        /// Of each drive whether the link delivered a plan in time in each of its seconds.
        public var delivers: [Bool]

        /// A row from its parts.
        public init(
            link: String, isLostForGood: Bool, tombolo: [DriveMeasures], delivers: [Bool]
        ) {
            self.link = link
            self.isLostForGood = isLostForGood
            self.tombolo = tombolo
            self.delivers = delivers
        }
    }
    /// What counts as no slower than over the perfect link.
    public static let leastOfPerfect = 0.95
    /// Each row's goals, row by row.
    public private(set) var goals: [ExperimentGoal] = []

    /// Judges `rows`, with the drives of the local policy and those over the perfect link, seeds in
    /// the same order; both may be empty if they were not driven.
    public init(_ rows: [Row], local: [DriveMeasures], perfect: [DriveMeasures]) {
        for row in rows {
            goals.append(Self.safe(row))
            goals.append(Self.localSpeed(row, local))
            goals.append(Self.perfectSpeed(row, perfect))
            if row.isLostForGood { goals.append(Self.latched(row)) }
        }
    }

    /// Whether nothing that had to be shown failed.
    public var areMet: Bool { !goals.contains { $0.isMet == false } }

    private static func safe(_ row: Row) -> ExperimentGoal {
        let cell = CellMeasures(row.tombolo)
        let words =
            "\(cell.collided) of \(cell.drives) collided, \(cell.leftRoad) left the road for "
            + "\(rounded(cell.offRoadSeconds)) s"
        return ExperimentGoal(.safe, link: row.link, isMet: cell.isClean, words: words, part: nil)
    }
    private static func localSpeed(_ row: Row, _ local: [DriveMeasures]) -> ExperimentGoal {
        compare(
            .localSpeed, row, with: local, least: 1, who: "the local policy",
            nothing: "the budget is spent in each drive"
        ) { !row.tombolo[$0].spentBudget }
    }
    private static func perfectSpeed(_ row: Row, _ perfect: [DriveMeasures]) -> ExperimentGoal {
        compare(
            .perfectSpeed, row, with: perfect, least: leastOfPerfect, who: "the perfect link",
            nothing: "no drive has a plan in time in each second"
        ) { row.delivers[$0] }
    }
    private static func compare(
        _ kind: ExperimentGoal.Kind, _ row: Row, with others: [DriveMeasures], least: Double,
        who: String, nothing: String, _ counts: (Int) -> Bool
    ) -> ExperimentGoal {
        guard others.count == row.tombolo.count else {
            return ExperimentGoal(
                kind, link: row.link, isMet: nil, words: "\(who) was not driven", part: nil)
        }
        let places = row.tombolo.indices.filter(counts)
        guard !places.isEmpty else {
            return ExperimentGoal(kind, link: row.link, isMet: nil, words: nothing, part: nil)
        }
        let speed = CellMeasures(places.map { row.tombolo[$0] }).averageSpeed
        let other = CellMeasures(places.map { others[$0] }).averageSpeed
        let part = other > 0 ? speed / other : .infinity
        let words =
            "\(rounded(speed)) m/s, \(rounded(100 * part, 10)) % of \(who)'s \(rounded(other)), in "
            + "\(places.count) of \(row.tombolo.count) drives"
        return ExperimentGoal(
            kind, link: row.link, isMet: part >= least, words: words,
            part: other > 0 ? part : nil)
    }
    private static func latched(_ row: Row) -> ExperimentGoal {
        let latched = row.tombolo.count(where: \.endedLatched)
        return ExperimentGoal(
            .latched, link: row.link, isMet: latched == row.tombolo.count,
            words: "\(latched) of \(row.tombolo.count) drives ended standing and held", part: nil)
    }
    private static func rounded(_ value: Double, _ scale: Double = 100) -> String {
        "\((value * scale).rounded() / scale)"
    }
}
