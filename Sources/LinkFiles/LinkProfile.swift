public import NetworkModel

/// Conditions of a link that have a name: what a person chooses from.
public struct LinkProfile: Hashable, Sendable {
    /// The name, 1 to `Limits.nameLength` characters.
    public var name: String
    /// What it stands for, in a sentence; may be empty.
    public var about: String
    /// What it does.
    public var conditions: LinkConditions

    /// A profile from its parts.
    public init(name: String, about: String, conditions: LinkConditions) {
        self.name = name
        self.about = about
        self.conditions = conditions
    }
}
