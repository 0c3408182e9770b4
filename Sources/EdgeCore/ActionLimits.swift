/// What a machine is told whose plans are its actions.
public struct ActionLimits: Hashable, Codable, Sendable {
    /// The channels, in the order of the plan's values.
    public var channels: [ActionChannel]
    /// What holds between two steps of a plan.
    public var interpolation: ActionInterpolation

    /// Limits of 1 to 16 channels.
    public init(channels: [ActionChannel], interpolation: ActionInterpolation) {
        precondition(
            (1...Limits.planChannels).contains(channels.count), "channel count in range")
        self.channels = channels
        self.interpolation = interpolation
    }
}
