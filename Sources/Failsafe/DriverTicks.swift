/// Control ticks by who drove.
public struct DriverTicks: Hashable, Sendable {
    private var ticks = [Int](repeating: 0, count: Driver.allCases.count)

    /// No tick yet.
    public init() {}

    /// Ticks on which `driver` drove.
    public subscript(driver: Driver) -> Int {
        get { ticks[Self.index(of: driver)] }
        set { ticks[Self.index(of: driver)] = newValue }
    }
    /// All ticks.
    public var total: Int { ticks.reduce(0, +) }

    private static func index(of driver: Driver) -> Int {
        switch driver {
        case .cloudPlan: 0
        case .heldPlan: 1
        case .localPolicy: 2
        case .stopping: 3
        case .standstill: 4
        case .nobody: 5
        }
    }
}
