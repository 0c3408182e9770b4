/// What a rival's command comes from on one control tick.
public enum RivalDriver: Int, Hashable, Sendable, CaseIterable {
    /// A plan: the cloud's or, of `RivalStrategy.local`, the device's own.
    case plan
    /// Nothing: no command was made, and the actuators keep the last one.
    case heldCommand
    /// Nobody: the car is not released yet.
    case nobody
}
