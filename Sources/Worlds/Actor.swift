public import Motion

/// Something on or beside the road that the car must not touch: a box in road coordinates.
public struct Actor: Hashable, Sendable {
    /// Its index in the world's list; stable for the life of the world.
    public let id: Int
    /// What it is.
    public let kind: ActorKind
    /// The middle of the box, metres along the road.
    public internal(set) var s: Double
    /// The middle of the box, metres left of the middle of the road.
    public internal(set) var offset: Double
    /// Radians from the road's direction, counter-clockwise.
    public private(set) var headingOffset: Double
    /// Metres per second along the road.
    public internal(set) var speed: Double
    /// Metres per second to the left.
    public internal(set) var lateralSpeed: Double
    /// Metres, along its own heading.
    public let length: Double
    /// Metres, across its own heading.
    public let width: Double
    /// Metres above the ground.
    public let height: Double
    /// The colour of most of it: paint of a vehicle, clothes of a pedestrian.
    public let colour: Colour
    /// True once the car has touched it.
    public internal(set) var wasHit = false
    /// Half of what it takes up along the road, metres.
    private(set) var halfAlong = 0.0
    /// Half of what it takes up across the road, metres.
    private(set) var halfAcross = 0.0
    let script: Script
    var stage = Script.Stage.before
    /// Steps of the world since the stage began.
    var stageSteps = 0

    init(
        id: Int, kind: ActorKind, position: RoadPosition, size: ActorSize, colour: Colour,
        script: Script
    ) {
        self.id = id
        self.kind = kind
        s = position.s
        offset = position.offset
        headingOffset = position.heading
        speed = 0
        lateralSpeed = 0
        length = size.length
        width = size.width
        height = size.height
        self.colour = colour
        self.script = script
        turn(to: position.heading)
    }

    /// Where the middle of the box stands.
    public func pose(on road: Road) -> Pose {
        road.pose(at: RoadPosition(s: s, offset: offset, heading: headingOffset))
    }

    /// Turns the box and works out anew what it takes up along and across the road.
    mutating func turn(to heading: Double) {
        headingOffset = heading
        let (sine, cosine) = Trigonometry.sinCos(heading)
        halfAlong = (length * abs(cosine) + width * abs(sine)) / 2
        halfAcross = (length * abs(sine) + width * abs(cosine)) / 2
    }
}
