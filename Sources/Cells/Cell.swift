/// One cell: a coordinator and its workers, which serve devices and fail together.
public struct Cell: Hashable, Sendable {
    /// What everybody calls it, devices included: for a device, its coordinator's endpoint.
    public var name: String
    /// What it can carry beside others, in any unit that all cells share (workers, say), from 1.
    public var capacity: Int

    /// A cell from its parts.
    public init(name: String, capacity: Int) {
        self.name = name
        self.capacity = capacity
    }
}
