/// Length, width and height of an actor's box, metres.
struct ActorSize {
    var length: Double
    var width: Double
    var height: Double

    static let car = ActorSize(length: 4.3, width: 1.8, height: 1.5)
    static let van = ActorSize(length: 5.6, width: 2.0, height: 2.3)
    static let pedestrian = ActorSize(length: 0.5, width: 0.5, height: 1.75)
    static let cone = ActorSize(length: 0.4, width: 0.4, height: 0.75)
    static let barrier = ActorSize(length: 0.4, width: 1.8, height: 1.1)

    init(length: Double, width: Double, height: Double) {
        self.length = length
        self.width = width
        self.height = height
    }
    init(_ kind: ActorKind) {
        switch kind {
        case .car, .parkedCar: self = .car
        case .van: self = .van
        case .pedestrian: self = .pedestrian
        case .cone: self = .cone
        case .barrier: self = .barrier
        }
    }
}
