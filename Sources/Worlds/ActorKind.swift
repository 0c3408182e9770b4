/// What an actor is.
public enum ActorKind: String, Hashable, Sendable, CaseIterable {
    /// A car that drives, or may drive.
    case car
    /// A van or small lorry that drives, or may drive.
    case van
    /// Someone on foot.
    case pedestrian
    /// A traffic cone.
    case cone
    /// A red and white board of roadworks.
    case barrier
    /// A car that stays where it is.
    case parkedCar

    /// True for the kinds that can move by themselves along the road.
    public var isVehicle: Bool {
        switch self {
        case .car, .van: true
        case .pedestrian, .cone, .barrier, .parkedCar: false
        }
    }
}
