import Motion

/// The nearest thing in the car's lane, as far as it can be seen: what the beliefs are taught.
public struct NearestObstacle: Hashable, Sendable {
    /// Metres from the front bumper along the road; 80 if there is none.
    public var distance: Double
    /// Metres to the left of the car's middle, in the road's coordinates; zero if there is none.
    public var offset: Double
    /// True if there is one.
    public var isPresent: Bool

    /// The nearest thing in the lane the car is nearest to, within sight and 80 m.
    public init(in world: World) {
        let place = world.egoRoadPosition
        let centre = world.road.offset(ofLane: world.road.lane(nearest: place.offset))
        let reach = min(Limits.beliefRange, world.environment.sightDistance)
        (distance, offset, isPresent) = (Limits.beliefRange, 0, false)
        for index in world.active {
            let actor = world.actors[index]
            let gap = world.gap(to: actor)
            let half = CarBody.width / 2 + actor.halfAcross + 0.45
            guard gap > -0.5, gap < reach, gap < distance, abs(actor.offset - centre) < half
            else { continue }
            (distance, offset, isPresent) = (max(gap, 0), actor.offset - place.offset, true)
        }
    }
}
