public import Timekeeping

/// What a link does, each way.
public struct LinkConditions: Hashable, Sendable {
    /// From the device.
    public var up: DirectionConditions
    /// To the device.
    public var down: DirectionConditions

    /// Delivers everything at once.
    public static let perfect = LinkConditions(up: .perfect, down: .perfect)

    /// A link from its two directions.
    public init(up: DirectionConditions, down: DirectionConditions) {
        self.up = up
        self.down = down
    }

    /// What one direction does.
    public subscript(direction: LinkDirection) -> DirectionConditions {
        get {
            switch direction {
            case .up: up
            case .down: down
            }
        }
        set {
            switch direction {
            case .up: up = newValue
            case .down: down = newValue
            }
        }
    }
    /// What an acknowledgement of data in `direction` usually takes back.
    public func returnDelay(of direction: LinkDirection) -> Interval {
        self[direction.opposite].usualDelay
    }
}
