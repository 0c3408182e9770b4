/// What a whole cell did: the numbers of every cell, and the accounts of all its sides.
public struct WholeCellResult: Sendable {
    /// What became of the captures that count, as of the batcher alone.
    public internal(set) var fleet = FleetResult()
    /// What each side counted, warm-up included.
    public internal(set) var accounts = CellAccounts()
}
