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
    private(set) var worths: [UInt32]
    private(set) var fates: [Fate]
    /// By tenant, of the requests that are worth something: how many there are, and how many run.
    var present: [Int]
    var seats: [Int]
    /// The service that every tenant that asks has had at least.
    var virtualTime: UInt64 = 0
    /// Waiting requests by worth, for ranks without sorting.
    private var bins: [UInt16]
    /// The worths of another size, while it is compared.
    private var trial: [UInt32]
    private var largestTrial: UInt32 = 0
    private var largestWorth: UInt32 = 0
    // Whose worths they are.
    private var model = -1
    private var end: Int64 = 0

    init(limit: Int, tenants: Int) {
        worths = Array(repeating: 0, count: limit)
        trial = worths
        fates = Array(repeating: .waits, count: limit)
        bins = Array(repeating: 0, count: Self.binCount)
        present = Array(repeating: 0, count: tenants)
        seats = Array(repeating: 0, count: tenants)
    }

    private static let binBits: UInt32 = 8
    /// One for the hopeless, and those for the others.
    private static let binCount = (1 << Int(binBits)) + 1

    /// The sum of the `size` largest worths of a queue, if its requests are finished at `end`.
    mutating func evaluate(
        _ queue: borrowing RequestQueue, _ size: Int, end: Int64, _ odds: borrowing OddsTables
    ) -> UInt64 {
        let (sum, largest) = odds.price(queue, end: end, into: &trial)
        largestTrial = largest
        guard size < queue.count else { return sum }
        let shift = Self.shift(largest)
        Self.sort(queue.count, shift, trial, &bins) { _ in true }
        return Self.sumAbove(cut(size), shift, trial, of: queue.count)
    }
    /// What was evaluated last is what is chosen from.
    mutating func accept(_ model: Int, end: Int64) {
        swap(&worths, &trial)
        (largestWorth, self.model, self.end) = (largestTrial, model, end)
    }
    /// Makes sure that the worths are those of a model's queue finished at `end`.
    mutating func price(
        _ queue: borrowing RequestQueue, _ model: Int, end: Int64, _ odds: borrowing OddsTables
    ) {
        if model != self.model || end != self.end {
            largestWorth = odds.price(queue, end: end, into: &worths).largest
        }
        // The queue changes from here on.
        self.model = -1
    }
    private static func sumAbove(
        _ cut: Cut, _ shift: UInt32, _ worths: [UInt32], of all: Int
    ) -> UInt64 {
        var (room, sum) = (cut.ties, UInt64(0))
        let worths = worths.span
        for place in (0..<all).reversed() {
            let worth = worths[place]
            if passes(step(worth, shift), cut.bin, &room) { sum &+= UInt64(worth) }
        }
        return sum
    }

    /// Lets all of the first `all` run that are worth something.
    mutating func runAll(_ all: Int) { Self.runAll(all, worths, &fates) }
    private static func runAll(_ all: Int, _ worths: [UInt32], _ fates: inout [Fate]) {
        let worths = worths.span
        var fates = fates.mutableSpan
        for place in 0..<all { fates[place] = worths[place] > 0 ? .runs : .waits }
    }
    /// Lets `count` requests run: the earliest of the `eligible` that are worth most, of the first
    /// `all` that belong; of equal ones the later go first. Sheds what is not among the `kept` that
    /// are worth most, nor eligible.
    @inline(__always)
    mutating func run(
        _ count: Int, eligible: Int, kept: Int, of all: Int, _ belongs: (Int) -> Bool
    ) {
        let shift = Self.shift(largestWorth)
        Self.sort(all, shift, worths, &bins, belongs)
        let (atLeast, orElse) = (cut(eligible), cut(max(eligible, kept)))
        Self.mark(atLeast, orElse, shift, of: all, worths, &fates, belongs)
        // Of those who may run, the latest wait.
        var left = count
        for place in 0..<all where fates[place] == .runs && belongs(place) {
            if left == 0 { fates[place] = .waits } else { left -= 1 }
        }
    }
    @inline(__always)
    private static func mark(
        _ atLeast: Cut, _ orElse: Cut, _ shift: UInt32, of all: Int, _ worths: [UInt32],
        _ fates: inout [Fate], _ belongs: (Int) -> Bool
    ) {
        var (seats, room) = (atLeast.ties, orElse.ties)
        let worths = worths.span
        var fates = fates.mutableSpan
        for place in (0..<all).reversed() where belongs(place) {
            let bin = step(worths[place], shift)
            fates[place] = .shed
            if passes(bin, orElse.bin, &room) { fates[place] = .waits }
            if bin > 0, passes(bin, atLeast.bin, &seats) { fates[place] = .runs }
        }
    }
    private typealias Cut = (bin: UInt32, ties: Int)

    /// Whether a worth is above the bin, or in it while there is room for it.
    @inline(__always)
    private static func passes(_ bin: UInt32, _ threshold: UInt32, _ room: inout Int) -> Bool {
        guard bin == threshold else { return bin > threshold }
        room &-= 1
        return room >= 0
    }
    /// The bin of a worth: the hopeless are below all others.
    @inline(__always)
    private static func step(_ worth: UInt32, _ shift: UInt32) -> UInt32 {
        worth == 0 ? 0 : (worth &>> shift) &+ 1
    }

    private static func shift(_ largest: UInt32) -> UInt32 {
        let bits = UInt32(UInt32.bitWidth - largest.leadingZeroBitCount)
        return bits > binBits ? bits - binBits : 0
    }
    @inline(__always)
    private static func sort(
        _ all: Int, _ shift: UInt32, _ worths: [UInt32], _ bins: inout [UInt16],
        _ belongs: (Int) -> Bool
    ) {
        let worths = worths.span
        var bins = bins.mutableSpan
        for bin in bins.indices { bins[bin] = 0 }
        for place in 0..<all where belongs(place) { bins[Int(step(worths[place], shift))] &+= 1 }
    }
    /// The bin that the `count`-th largest worth is in, and how many of it belong to those.
    private func cut(_ count: Int) -> Cut {
        var rest = count
        let bins = bins.span
        var bin = bins.count &- 1
        while bin >= 0 {
            let here = Int(bins[bin])
            if rest <= here { return (UInt32(bin), rest) }
            rest &-= here
            bin &-= 1
        }
        return (0, Int(bins[0]))
    }
}
