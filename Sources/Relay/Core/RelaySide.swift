/// The ends of a relayed connection.
enum RelaySide: UInt64, Hashable, CaseIterable {
    /// Who connected.
    case near
    /// What it was connected to.
    case far

    var other: RelaySide { self == .near ? .far : .near }
}
