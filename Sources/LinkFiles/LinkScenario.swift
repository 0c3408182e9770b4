public import Randomness
public import Timekeeping

/// A link over time: a profile to begin with, and what happens then.
public struct LinkScenario: Hashable, Sendable {
    /// The name, 1 to `Limits.nameLength` characters.
    public var name: String
    /// What it is for, in a sentence; may be empty.
    public var about: String
    /// What all chance is drawn from.
    public var seed: Seed
    /// How long it takes.
    public var duration: Interval
    /// What the link does first.
    public var profile: LinkProfile
    /// What happens, earliest first; at most `Limits.events`.
    public var events: [LinkEvent]

    /// A scenario from its parts.
    public init(
        name: String, about: String, seed: Seed, duration: Interval, profile: LinkProfile,
        events: [LinkEvent]
    ) {
        self.name = name
        self.about = about
        self.seed = seed
        self.duration = duration
        self.profile = profile
        self.events = events
    }

    /// The shipped ones' names.
    public static let names = ShippedFiles.scenarios.map(\.key)
    /// The shipped one called `name`, or nil.
    public static func named(_ name: String) -> LinkScenario? {
        guard let bytes = ShippedFiles.scenarios.first(where: { $0.key == name })?.value else {
            return nil
        }
        do throws(LinkFileError) {
            return try LinkScenario(bytes, path: name + ".json") { _ in nil }
        } catch {
            // Our own file, read by a test: not a matter of input.
            preconditionFailure("the shipped scenario \(name) is wrong: \(error)")
        }
    }
}
