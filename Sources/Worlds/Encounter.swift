/// One thing that is met along a road.
enum Encounter: Hashable, Sendable {
    /// A vehicle slower than the car.
    case slowVehicle
    /// Slower vehicles in neighbouring lanes.
    case slowGroup
    /// A car parked at the edge, clear of the lane or reaching into it.
    case parkedCar
    /// A vehicle standing in a lane.
    case stoppedVehicle
    /// Cones and barriers along an outer lane.
    case roadworks
    /// A few cones or a barrier in a lane.
    case obstacle
    /// Pedestrians who only stand at the edge.
    case bystanders
    /// A pedestrian who crosses.
    case crossing
    /// A pedestrian who steps out late, and may turn back.
    case stepOut
    /// A vehicle ahead that brakes to a stop.
    case suddenStop
    /// A vehicle that moves over into the car's lane.
    case cutIn
}
