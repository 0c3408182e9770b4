/// Devices that share a cell with other fleets, and what of it is theirs.
public struct Fleet: Hashable, Sendable {
    /// What their names begin with, up to the first "/": `acme` of `acme/car-17`.
    public var name: String
    /// Their part of the cell when fleets compete, next to those of the others; at least 1.
    public var share: Int

    /// Makes the value from its fields.
    public init(name: String, share: Int) {
        self.name = name
        self.share = share
    }
}
