/// What a case with real processes showed that must not be.
struct RealFinding: Hashable, CustomStringConvertible {
    /// What does not hold.
    enum Rule: String, Hashable, CaseIterable {
        /// The recording is whole, and nothing of it was lost.
        case recording
        /// One command on every tick, and each missed tick is counted.
        case ticks
        /// No more ticks are missed than the machine's own pauses explain.
        case punctuality
        /// No plan is followed that is too old.
        case stalePlan = "stale plan"
        /// Only plans for captures of this drive are followed, newer after older.
        case planOrder = "plan order"
        /// The failsafe's state fits the plans' age on every tick.
        case failsafe
        /// The failsafe acts in time after the link or the cloud is gone.
        case detection
        /// Every capture has one fate, and the sums balance.
        case accounts
        /// A fresh plan comes soon after all is well.
        case recovery
        /// The cloud drives again soon after all is well.
        case back = "cloud back"
        /// Nothing is touched, and the road not left.
        case safety
        /// Every process lives, and ends in order.
        case processes
        /// The coordinator forgets a device that is gone.
        case reaping
        /// Another car, whose link is well, is driven by the cloud all along.
        case others
        /// Another drive is served afterwards.
        case service
    }
    let rule: Rule
    let text: String

    init(_ rule: Rule, _ text: String) {
        self.rule = rule
        self.text = text
    }
    var description: String { "\(rule.rawValue): \(text)" }
}
