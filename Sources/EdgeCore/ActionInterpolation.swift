/// What an action plan says between two of its steps.
public enum ActionInterpolation: Hashable, Codable, Sendable, CaseIterable {
    /// Each action is held for its step, as environments and most policies' training do: one
    /// action, one step. The rate of each channel still bounds how fast the actuator gets there.
    case hold
    /// Linear from step to step: for targets of position, such as an arm's joints, whose
    /// controllers would else be jolted once a step.
    case linear
}
