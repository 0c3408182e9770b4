/// What a machine in standby still waits for before it may move.
public struct StandbyNeeds: OptionSet, Hashable, Sendable {
    /// One bit a need.
    public let rawValue: UInt8

    /// Needs from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// An operator's word that motion is wanted.
    public static let arming = StandbyNeeds(rawValue: 1)
    /// To know its own motion.
    public static let odometry = StandbyNeeds(rawValue: 2)
    /// A camera that can be believed.
    public static let camera = StandbyNeeds(rawValue: 4)
    /// Actuators that take commands.
    public static let actuators = StandbyNeeds(rawValue: 8)
    /// A sound, young plan of the local policy: no motion without a fallback.
    public static let localPolicy = StandbyNeeds(rawValue: 16)
    /// Enough fresh plans of the cloud in a row, for this bundle.
    public static let freshPlans = StandbyNeeds(rawValue: 32)
    /// That nobody demands an emergency stop.
    public static let emergencyStopClear = StandbyNeeds(rawValue: 64)

    private static let words: [(need: StandbyNeeds, word: String)] = [
        (.arming, "arming"), (.odometry, "odometry"), (.camera, "camera"),
        (.actuators, "actuators"), (.localPolicy, "localPolicy"), (.freshPlans, "freshPlans"),
        (.emergencyStopClear, "emergencyStopClear"),
    ]
}

extension StandbyNeeds: CustomStringConvertible {
    /// Stable words for logs, in a fixed order with commas between; `none` for none.
    public var description: String {
        let named = Self.words.filter { contains($0.need) }.map(\.word)
        return named.isEmpty ? "none" : named.joined(separator: ",")
    }
}
