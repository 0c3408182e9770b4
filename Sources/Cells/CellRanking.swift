/// In which order a device prefers cells: weighted rendezvous hashing.
///
/// Every pair of a device and a cell has a score that nothing else changes, so that whoever knows
/// the names finds the same order, in any process, without a table: the device that looks for a
/// home, and the coordinator that sends it to one. When a cell comes or goes, only devices move
/// that had it, or now have it, in the first place (Thaler and Ravishankar, 1998; weights by
/// Schindelhauer and Schomaker, 2005: the odds of the first place are as the capacities).
/// Tests: `CellRankingTests`.
public enum CellRanking {
    /// The places of `cells`, the most preferred first, for the device called `device`. Their order
    /// and names that occur twice do not matter to it but by ties, which the name decides.
    public static func order(of device: String, among cells: [Cell]) -> [Int] {
        let key = StableHash.key(of: device)
        let scores = cells.map { score(of: key, in: $0, key: StableHash.key(of: $0.name)) }
        return cells.indices.sorted { left, right in
            if scores[left] != scores[right] { return scores[left] > scores[right] }
            if cells[left].name != cells[right].name {
                return cells[left].name < cells[right].name
            }
            return left < right
        }
    }
    /// The same for coordinators of equal capacity, by their endpoints.
    public static func order(of device: String, among endpoints: [String]) -> [Int] {
        order(of: device, among: endpoints.map { Cell(name: $0, capacity: 1) })
    }

    /// How much the device of key `device` prefers `cell`: its capacity over an exponential draw.
    static func score(of device: UInt64, in cell: Cell, key: UInt64) -> Double {
        // The two keys must not take each other's part: a device may be called as a cell is.
        let draw = StableHash.unit(StableHash.mixed(device &+ StableHash.mixed(key)))
        return Double(max(cell.capacity, 1)) / -StableHash.logarithm(draw)
    }
}
