/// The standings of one contest.
struct ContestResult: Codable {
    let title: String
    let standings: [Standing]

    /// The table as lines.
    var lines: [String] { ["", title, Standing.heading] + standings.map(\.line) }
}
