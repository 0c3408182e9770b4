/// What one channel of a plan may be: the bundle's word, checked before any actuation.
public struct ChannelLimits: Hashable, Codable, Sendable {
    /// The channel's name, for people.
    public var name: String
    /// The unit of the values, for people.
    public var unit: String
    /// The smallest legal value.
    public var minimum: Float
    /// The largest legal value.
    public var maximum: Float
    /// The largest legal change per second, either way.
    public var maxRatePerSecond: Float
    /// The value at the capture itself where it is known by definition (zero for a pose in the
    /// capture's own frame); nil where it is not, and the first step is then free in its range.
    public var origin: Float?

    /// Limits from their parts.
    public init(
        name: String, unit: String, minimum: Float, maximum: Float, maxRatePerSecond: Float,
        origin: Float?
    ) {
        self.name = name
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
        self.maxRatePerSecond = maxRatePerSecond
        self.origin = origin
    }
}
