public import Motion
public import Randomness
public import Timekeeping

/// A road, what is on it, and the car that is driven: the whole state of a simulated drive.
///
/// A value: a copy is another future. Every step is the same on every machine.
public struct World: Sendable {
    /// The name of the scenario it was made from.
    public let scenario: String
    /// What it was drawn from.
    public let seed: Seed
    /// The road.
    public let road: Road
    /// Light and weather.
    public let environment: Environment
    /// What the driven car can do.
    public let limits = VehicleLimits.compactCar
    /// The driven car.
    public private(set) var ego: BicycleState
    /// Where the rear axle of the driven car is on the road.
    public private(set) var egoRoadPosition: RoadPosition
    /// The command of the step before.
    public private(set) var lastCommand = DriveCommand.coast
    /// Everything else on the road; the index is the actor's `id`.
    public internal(set) var actors: [Actor]
    /// Steps taken since the beginning.
    public private(set) var stepCount = 0
    /// How the drive has gone so far.
    public internal(set) var score = DriveScore()
    /// The actors near enough to matter, by index, renewed every few steps.
    private(set) var active: [Int] = []

    /// How long one step is: the control rate of 50 Hz.
    public static let stepInterval = Interval.milliseconds(20)

    /// A world before its first step; `actors` carry their index as `id`.
    init(
        scenario: String, seed: Seed, road: Road, environment: Environment, start: RoadPosition,
        startSpeed: Double, actors: [Actor]
    ) {
        self.scenario = scenario
        self.seed = seed
        self.road = road
        self.environment = environment
        self.actors = actors
        egoRoadPosition = start
        ego = BicycleState(pose: road.pose(at: start), speed: startSpeed, steeringAngle: 0)
        renewActive()
    }

    /// Time since the beginning.
    public var elapsed: Interval {
        .nanoseconds(Int64(stepCount) * World.stepInterval.nanoseconds)
    }
    /// What the car measures of itself: speed (m/s), yaw rate (rad/s), last commanded steering
    /// angle (rad, left positive), last commanded acceleration (m/s2).
    public var stateVector: [Float] {
        [
            Float(ego.speed), Float(ego.yawRate(limits)), Float(lastCommand.steeringAngle),
            Float(lastCommand.acceleration),
        ]
    }
    /// True once the car has reached the end of the road.
    public var isFinished: Bool { egoRoadPosition.s >= road.length }
    /// True while a corner of the car is more than 0.3 m beyond the outer lane line.
    public var isOffRoad: Bool { overhang > Limits.offRoadTolerance }
    /// True while the car's box meets another.
    public var isColliding: Bool { active.contains { touches(actors[$0]) } }

    /// Advances everything by 20 ms under `command`.
    public mutating func step(_ command: DriveCommand) {
        let before = egoRoadPosition.s
        ego = ego.stepped(command, limits: limits, seconds: Limits.stepSeconds)
        egoRoadPosition = road.project(
            ego.pose, near: before + ego.speed * Limits.stepSeconds)
        lastCommand = command
        stepCount += 1
        if stepCount.isMultiple(of: Limits.activePeriod) { renewActive() }
        stepActors()
        keepScore(from: before)
    }
    /// Puts the car elsewhere, standing or driving as given; the score is left as it is.
    public mutating func place(_ state: BicycleState) {
        ego = state
        egoRoadPosition = road.project(state.pose, near: egoRoadPosition.s)
        renewActive()
    }
    /// Puts the car at a place on the road, wheels along the road, at `speed` m/s.
    public mutating func place(at position: RoadPosition, speed: Double) {
        let curvature = road.curvature(at: position.s)
        let angle = Trigonometry.arcTangent(limits.wheelbase * curvature)
        ego = BicycleState(pose: road.pose(at: position), speed: speed, steeringAngle: angle)
        egoRoadPosition = position
        renewActive()
    }
    /// Forgets the score so far.
    public mutating func resetScore() {
        score = DriveScore()
        for index in actors.indices { actors[index].wasHit = false }
    }

    /// Metres by which the worst corner of the car is beyond the outer lane line; negative inside.
    public var overhang: Double {
        let (sine, cosine) = Trigonometry.sinCos(egoRoadPosition.heading)
        let bend = road.curvature(at: egoRoadPosition.s) / 2
        let half = CarBody.width / 2 * cosine
        var worst = -Double.infinity
        for along in [CarBody.front, -CarBody.rear] {
            // The road bends away from its tangent by curvature * distance squared / 2.
            let middle = egoRoadPosition.offset + along * sine - bend * along * along
            worst = max(worst, abs(middle) + half)
        }
        return worst - road.leftEdge
    }

    /// Draws up the list of actors near enough to move or to be met before it is next renewed.
    private mutating func renewActive() {
        active.removeAll(keepingCapacity: true)
        let (low, high) = (
            egoRoadPosition.s - Limits.activeBehind, egoRoadPosition.s + Limits.activeAhead
        )
        for index in actors.indices where actors[index].s > low && actors[index].s < high {
            active.append(index)
        }
    }
}
