/// How a plan is followed; one value per kind of machine, the reasons beside the numbers.
public struct TrackerConfiguration: Hashable, Codable, Sendable {
    /// The shortest lookahead, metres: about the length of the wheelbase plus a noisy step.
    public var shortestLookahead: Double
    /// Lookahead per speed, seconds (Coulter, "Implementation of the pure pursuit path tracking
    /// algorithm", 1992: a long lookahead is calm, a short one exact).
    public var lookaheadSeconds: Double
    /// How far ahead the path's own curvature is read, seconds: what the wheels need to get there.
    public var curvaturePreviewSeconds: Double
    /// The path's length over which its curvature is measured, metres; evens out a model's noise.
    public var curvatureWindow: Double
    /// How far ahead the plan's speed is read, seconds.
    public var speedPreviewSeconds: Double
    /// Acceleration per speed error, 1/s.
    public var speedGain: Double
    /// A plan that stays below this speed (m/s) for the next second means "stand".
    public var standingSpeed: Double
    /// Deceleration (m/s2, positive) that brings the last of the speed to zero and holds.
    public var holdingBrake: Double
    /// Path lengths (metres) below which the wheels stay as they are and above which the path
    /// steers alone; in between, a share of each: a few centimetres of path have no direction.
    public var shortPath: ClosedRange<Double>
    /// How fast a command's acceleration may grow, m/s3: braking is let go, and driving taken up,
    /// no faster.
    public var accelerationRise: Double
    /// How fast it may fall, m/s3, up to the braking that is taken at once.
    public var accelerationFall: Double

    /// A configuration from its parts.
    public init(
        shortestLookahead: Double, lookaheadSeconds: Double, curvaturePreviewSeconds: Double,
        curvatureWindow: Double, speedPreviewSeconds: Double, speedGain: Double,
        standingSpeed: Double, holdingBrake: Double, shortPath: ClosedRange<Double>,
        accelerationRise: Double, accelerationFall: Double
    ) {
        self.shortestLookahead = shortestLookahead
        self.lookaheadSeconds = lookaheadSeconds
        self.curvaturePreviewSeconds = curvaturePreviewSeconds
        self.curvatureWindow = curvatureWindow
        self.speedPreviewSeconds = speedPreviewSeconds
        self.speedGain = speedGain
        self.standingSpeed = standingSpeed
        self.holdingBrake = holdingBrake
        self.shortPath = shortPath
        self.accelerationRise = accelerationRise
        self.accelerationFall = accelerationFall
    }

    /// For the compact car at up to 15 m/s.
    public static let car = TrackerConfiguration(
        shortestLookahead: 3.5, lookaheadSeconds: 0.7, curvaturePreviewSeconds: 0.08,
        curvatureWindow: 2, speedPreviewSeconds: 0.4, speedGain: 1.5, standingSpeed: 0.3,
        holdingBrake: 1, shortPath: 0.5...2,
        accelerationRise: 20,  // from -4 m/s2 to none in 0.2 s, as a brake lets go
        accelerationFall: 50)  // to the braking that is taken at once within three ticks
}
