import SansIO
import Timekeeping
import Wire

/// One batch at the worker: whose it is, and what is known of each member by now.
struct Work: Sendable {
    /// How a member ended.
    enum Outcome: Sendable {
        case expired
        case ran(ExecutionResult.Member)
    }
    struct Member: Sendable {
        var header: BatchMember
        /// Of its links, and its own last.
        var payloads: [PayloadID]
        /// nil while it may still be run.
        var outcome: Outcome?
    }

    let epoch: UInt64
    let batch: UInt64
    /// Which of the worker's models it is for.
    let model: Int
    let arrival: Instant
    var members: [Member]

    /// Ends members without time left; returns those that have some.
    mutating func expire(at now: Instant) -> [Execution.Member] {
        var alive: [Execution.Member] = []
        for index in members.indices {
            let member = members[index]
            if arrival + member.header.budget > now {
                alive.append(Execution.Member(header: member.header, payloads: member.payloads))
            } else {
                members[index].outcome = .expired
            }
        }
        return alive
    }
    /// Gives each member that was run its result.
    mutating func conclude(_ results: [ExecutionResult.Member]) {
        var rest = results[...]
        for index in members.indices where members[index].outcome == nil {
            guard let result = rest.popFirst() else {
                preconditionFailure("an execution has a result for each of its members")
            }
            members[index].outcome = .ran(result)
        }
        precondition(rest.isEmpty, "an execution has no result but those of its members")
    }
}
