import ArgumentParser

/// Batch sizes on the command line: `1,2,4,8`.
struct BatchSizes: ExpressibleByArgument {
    /// Growing, each once.
    let sizes: [Int]

    init?(argument: String) {
        var sizes: Set<Int> = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let size = Int(part), (1...FleetFileLimits.batch).contains(size) else {
                return nil
            }
            sizes.insert(size)
        }
        self.sizes = sizes.sorted()
    }
    /// The powers of two up to `limit`, and `limit`.
    init(upTo limit: Int) {
        var sizes = Array(sequence(first: 1) { $0 * 2 <= limit ? $0 * 2 : nil })
        if sizes.last != limit { sizes.append(limit) }
        self.sizes = sizes
    }
}
