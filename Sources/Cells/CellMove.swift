/// A device that goes to another cell.
public struct CellMove: Hashable, Sendable {
    /// Its name.
    public let device: String
    /// The name of the cell it leaves.
    public let from: String
    /// The name of the cell that serves it from now on.
    public let to: String
}
