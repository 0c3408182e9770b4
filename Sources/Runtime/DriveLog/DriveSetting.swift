public import Worlds

/// What a drive log begins with: what is driven, where, and by which times.
public struct DriveSetting: Sendable {
    /// The device's name.
    public var name: String
    /// The bundle's identity, hexadecimal.
    public var bundle: String
    /// The world as it is at the start, whose road and actors are drawn in the report; nil for a
    /// machine outside.
    public var world: World?
    /// Times in milliseconds, as configured.
    public var capturePeriodMs: Int
    /// See above.
    public var controlPeriodMs: Int
    /// See above.
    public var degradedAgeMs: Int
    /// See above.
    public var fallbackAgeMs: Int
    /// Size of a picture.
    public var pictureWidth: Int
    /// See above.
    public var pictureHeight: Int
    /// Whether plans are a car's, whose path the log tells of.
    public var plansAreTrajectories = true

    /// Bytes of a picture as the camera takes it: RGB.
    var pictureByteCount: Int { 3 * pictureWidth * pictureHeight }

    /// A setting from its parts.
    public init(
        name: String, bundle: String, world: World?, capturePeriodMs: Int, controlPeriodMs: Int,
        degradedAgeMs: Int, fallbackAgeMs: Int, pictureWidth: Int, pictureHeight: Int
    ) {
        self.name = name
        self.bundle = bundle
        self.world = world
        self.capturePeriodMs = capturePeriodMs
        self.controlPeriodMs = controlPeriodMs
        self.degradedAgeMs = degradedAgeMs
        self.fallbackAgeMs = fallbackAgeMs
        self.pictureWidth = pictureWidth
        self.pictureHeight = pictureHeight
    }
}
