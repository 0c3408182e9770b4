/// What the actuators of a machine are told on one control tick, one value for each channel of its
/// plans, in their order and units.
///
/// Held in place: making, copying and changing one allocates nothing.
public struct ActionVector: Hashable, Sendable {
    /// The most channels there are: those of the protocol's plans.
    public static let capacity = 16
    /// How many channels it has.
    public let count: Int
    private var values: InlineArray<16, Double>

    /// `count` channels, at most `capacity`, all of `value`.
    public init(repeating value: Double, count: Int) {
        precondition((0...Self.capacity).contains(count), "an action has at most 16 channels")
        self.count = count
        values = InlineArray(repeating: 0)
        for channel in 0..<count { values[channel] = value }
    }
    /// Channels of these values, at most `capacity`.
    public init(_ values: [Double]) {
        self.init(repeating: 0, count: values.count)
        for (channel, value) in values.enumerated() { self.values[channel] = value }
    }

    /// The value of a channel, which is in range.
    public subscript(channel: Int) -> Double {
        get {
            precondition(channel >= 0 && channel < count, "the channel is there")
            return values[channel]
        }
        set {
            precondition(channel >= 0 && channel < count, "the channel is there")
            values[channel] = newValue
        }
    }
    /// The numbers of its channels.
    public var channels: Range<Int> { 0..<count }

    /// Whether both have the same channels and values.
    public static func == (left: ActionVector, right: ActionVector) -> Bool {
        left.count == right.count && left.channels.allSatisfy { left[$0] == right[$0] }
    }
    /// Folds the values in.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for channel in channels { hasher.combine(values[channel]) }
    }
}

extension ActionVector: CustomStringConvertible {
    /// The values in brackets.
    public var description: String {
        "[" + channels.map { "\(values[$0])" }.joined(separator: ", ") + "]"
    }
}
