/// How long something lasted, by its name.
public struct NamedSeconds: Codable, Hashable, Sendable {
    /// What.
    public var name: String
    /// How long, seconds.
    public var seconds: Double

    /// A time from its parts.
    public init(_ name: String, _ seconds: Double) {
        self.name = name
        self.seconds = seconds
    }
}
