/// A part of a whole, by its name.
public struct NamedShare: Codable, Hashable, Sendable {
    /// What.
    public var name: String
    /// How much of the whole, 0 to 1.
    public var share: Double

    /// A share from its parts.
    public init(_ name: String, _ share: Double) {
        self.name = name
        self.share = share
    }

    /// The shares of the sum of all `times`, in the order in which the names are met.
    static func shares(_ times: [[NamedSeconds]]) -> [NamedShare] {
        var sums: [NamedSeconds] = []
        for time in times.joined() {
            if let place = sums.firstIndex(where: { $0.name == time.name }) {
                sums[place].seconds += time.seconds
            } else {
                sums.append(time)
            }
        }
        let whole = sums.reduce(0) { $0 + $1.seconds }
        return whole > 0 ? sums.map { NamedShare($0.name, $0.seconds / whole) } : []
    }
}
