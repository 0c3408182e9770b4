import Wire

/// What became of each request of a fleet that was due in the measured time: exactly one thing.
struct LoadTally: Codable, Sendable {
    /// Requests due.
    var due = 0
    /// A plan came within the budget.
    var inTime = 0
    /// A plan came after it.
    var late = 0
    /// The coordinator said why not, by its cause.
    var outcomes: [String: Int] = [:]
    /// Nothing came: the session ended first, or the end of the measurement.
    var lost: [String: Int] = [:]
    /// Not sent, by what was missing.
    var unsent: [String: Int] = [:]
    /// Messages sent by devices in the measured time, and those that came to them, whatever they
    /// were.
    var messagesSent = 0
    var messagesReceived = 0
    /// Of the plans that count, what they say of their latents: milliseconds between arrival and
    /// plan at the coordinator without the batch's time, and the batch's time, all together.
    var waitedMilliseconds = 0.0
    var computedMilliseconds = 0.0
    /// Sessions that ended while they were needed, and frames that could not be read or matched.
    var sessionsLost = 0
    var misread = 0

    /// Whether each request due has ended in one way.
    var isBalanced: Bool {
        let rest = [outcomes, lost, unsent].map { $0.values.reduce(0, +) }.reduce(0, +)
        return due == inTime + late + rest
    }
    var answered: Int { inTime + late }
    var lostCount: Int { lost.values.reduce(0, +) }

    mutating func count(_ cause: OutcomeCause) { outcomes["\(cause)", default: 0] += 1 }
    mutating func add(_ other: LoadTally) {
        due += other.due
        inTime += other.inTime
        late += other.late
        outcomes.merge(other.outcomes, uniquingKeysWith: +)
        lost.merge(other.lost, uniquingKeysWith: +)
        unsent.merge(other.unsent, uniquingKeysWith: +)
        messagesSent += other.messagesSent
        messagesReceived += other.messagesReceived
        waitedMilliseconds += other.waitedMilliseconds
        computedMilliseconds += other.computedMilliseconds
        sessionsLost += other.sessionsLost
        misread += other.misread
    }
}
