/// What the baselines' common part has to know of a cell and of the rule.
struct BaselineConfiguration: Sendable {
    /// What a queue is sorted by.
    enum Order: Sendable {
        case arrival
        case deadline
    }
    /// Models that have a place.
    var models: Int
    /// Workers that have a place.
    var workers: Int
    /// Streams that have a place.
    var streams: Int
    /// What the queues are sorted by.
    var order: Order
    /// Whether each class of requests has a queue of its own.
    var hasLevels: Bool
    /// Whether a newer capture ends the waiting one of its stream.
    var newestWins: Bool
}
