/// The workings of one choice of a batch, kept from one to the next so that none allocates.
struct Choice: Sendable {
    /// What becomes of a waiting request.
    enum Fate: UInt8, Sendable {
        case waits
        case runs
        case shed
    }

    /// What each waiting request's plan would be worth, by place in the queue: its weight in 1/256
    /// times its odds in 1/65,536; 0 for the hopeless.
    var worths: [UInt32]
    var fates: [Fate]
    /// Waiting requests by worth, for ranks without sorting.
    private var bins: [UInt16]
    private var shift: UInt32 = 0
    /// By tenant, of the requests that are worth something: how many there are, and how many run.
    var present: [Int]
    var seats: [Int]
    /// The service that every tenant that asks has had at least.
    var virtualTime: UInt64 = 0

    init(limit: Int, tenants: Int) {
        worths = Array(repeating: 0, count: limit)
        fates = Array(repeating: .waits, count: limit)
        bins = Array(repeating: 0, count: Self.binCount)
        present = Array(repeating: 0, count: tenants)
        seats = Array(repeating: 0, count: tenants)
    }

    private static let binBits: UInt32 = 8
    private static let binCount = (1 << Int(binBits)) + 1

    /// The sum of the `count` largest worths of the first `all`.
    mutating func largest(_ count: Int, of all: Int) -> UInt64 {
        sort(all) { _ in true }
        let cut = self.cut(count)
        var (room, sum) = (cut.ties, UInt64(0))
        for place in (0..<all).reversed()
        where Self.passes(step(place), cut.bin, &room) {
            sum += UInt64(worths[place])
        }
        return sum
    }
    /// Lets `count` requests run: the earliest of the `eligible` that are worth most, of the first
    /// `all` that belong; of equal ones the later go first. Sheds what is not among the `kept` that
    /// are worth most, nor eligible.
    mutating func run(
        _ count: Int, eligible: Int, kept: Int, of all: Int, _ belongs: (Int) -> Bool
    ) {
        sort(all, belongs)
        let atLeast = cut(eligible)
        let orElse = cut(max(eligible, kept))
        var (seats, room) = (atLeast.ties, orElse.ties)
        for place in (0..<all).reversed() where belongs(place) {
            let bin = step(place)
            fates[place] = .shed
            if Self.passes(bin, orElse.bin, &room) { fates[place] = .waits }
            if worths[place] > 0, Self.passes(bin, atLeast.bin, &seats) { fates[place] = .runs }
        }
        // Of those who may run, the latest wait.
        var left = count
        for place in 0..<all where belongs(place) && fates[place] == .runs {
            if left == 0 { fates[place] = .waits } else { left -= 1 }
        }
    }
    /// Whether a worth is above the bin, or in it while there is room for it.
    private static func passes(_ bin: UInt32, _ threshold: UInt32, _ room: inout Int) -> Bool {
        guard bin == threshold else { return bin > threshold }
        room -= 1
        return room >= 0
    }

    private mutating func sort(_ all: Int, _ belongs: (Int) -> Bool) {
        var highest: UInt32 = 0
        for place in 0..<all { highest = max(highest, worths[place]) }
        let bits = UInt32(UInt32.bitWidth - highest.leadingZeroBitCount)
        shift = bits > Self.binBits ? bits - Self.binBits : 0
        for bin in bins.indices { bins[bin] = 0 }
        for place in 0..<all where belongs(place) { bins[Int(step(place))] += 1 }
    }
    /// The bin of a worth: the hopeless are below all others.
    private func step(_ place: Int) -> UInt32 {
        worths[place] == 0 ? 0 : (worths[place] >> shift) + 1
    }
    /// The bin that the `count`-th largest worth is in, and how many of it belong to those.
    private func cut(_ count: Int) -> (bin: UInt32, ties: Int) {
        var rest = count
        for bin in bins.indices.reversed() {
            if rest <= Int(bins[bin]) { return (UInt32(bin), rest) }
            rest -= Int(bins[bin])
        }
        return (0, Int(bins[0]))
    }
}
