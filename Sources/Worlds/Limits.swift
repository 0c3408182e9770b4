import Motion

/// Sizes and bounds of the worlds, each with its reason.
enum Limits {
    /// Metres between lane lines: the usual width of a lane of a rural main road.
    static let laneWidth = 3.5
    /// Metres of a road: 90 s at 15 m/s and some to spare.
    static let roadLength = 1500.0
    /// Metres of pavement beyond the outer lines.
    static let shoulderWidth = 1.0
    /// Newton converges in three or four steps from a guess some metres away.
    static let projectionSteps = 8
    /// Metres a corner of the car may stand beyond the outer lane line before that counts as off
    /// the road: the pavement goes on for a metre, so the wheels are still on it.
    static let offRoadTolerance = 0.3
    /// Seconds per step of the world: the control rate of 50 Hz.
    static let stepSeconds = 0.02
    /// Actors are moved within this many metres of the car; the camera sees 80 m at best.
    static let activeAhead = 130.0
    /// Vehicles drive off when the car is this near: beyond sight, so they are always met moving.
    static let wakeDistance = 85.0
    /// Actors this far behind the car stand still: nothing looks back.
    static let activeBehind = 30.0
    /// Steps between two looks at who is near: 0.2 s, in which nobody moves more than 3 m.
    static let activePeriod = 10
    /// Steps between two samples of jerk and time to collision: 0.1 s, as the camera.
    static let scorePeriod = 5
    /// What an empty lane counts as, metres: beyond any look-ahead.
    static let freeLaneLength = 100.0
    /// Metres looked ahead for the belief; "none" reads as this.
    static let beliefRange = 80.0
    /// Metres the lens is above the road: behind the windscreen of a compact car.
    static let cameraHeight = 1.4
    /// Metres the lens is ahead of the rear axle.
    static let cameraAhead = 1.6
    /// The slope at the left and right border: 100 degrees of view.
    static let cameraHalfWidthSlope: Float = 1.1918
    /// The part of the picture above the horizon: the road gets more of it than the sky.
    static let cameraHorizon: Float = 0.38
    /// Metres of road ahead that are drawn; beyond, a lane is less than two pixels wide.
    static let cameraRange = 130.0
    /// Metres of road behind the lens that are drawn, for bends that come into view from the side.
    static let cameraBehind = 12.0
    /// A pixel's neighbour is at most some metres away: Newton needs two steps, rarely more.
    static let groundSteps = 4
}
