/// One thing that an experiment had to show of Tombolo, and whether it did.
public struct ExperimentGoal: Codable, Hashable, Sendable {
    /// What it is about.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// Nothing touched, the road never left.
        case safe
        /// At least as fast as the local policy where the fallback's budget is not spent.
        case localSpeed
        /// At least `ExperimentGoals.leastOfPerfect` of the perfect link's speed where the link
        /// delivers a plan each second in time.
        case perfectSpeed
        /// A link that is lost for good ends in a latched stop.
        case latched
    }
    /// What it is about.
    public var kind: Kind
    /// Of which row.
    public var link: String
    /// Whether it was shown; nil if the row has nothing to show of it.
    public var isMet: Bool?
    /// The numbers, in words.
    public var words: String
    /// Of a speed: what part of the other's it is; nil if none was compared.
    public var part: Double?

    /// A goal from its parts.
    public init(_ kind: Kind, link: String, isMet: Bool?, words: String, part: Double?) {
        self.kind = kind
        self.link = link
        self.isMet = isMet
        self.words = words
        self.part = part
    }
}
