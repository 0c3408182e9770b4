/// Where something is in the road's own coordinates.
public struct RoadPosition: Hashable, Sendable {
    /// Metres along the middle of the road.
    public var s: Double
    /// Metres to the left of the middle of the road.
    public var offset: Double
    /// Radians from the road's direction at `s`, counter-clockwise; zero where only a point was
    /// given.
    public var heading: Double

    /// A position from its parts.
    public init(s: Double, offset: Double, heading: Double) {
        self.s = s
        self.offset = offset
        self.heading = heading
    }
}
