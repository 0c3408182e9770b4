public import Timekeeping

/// A core: a value that eats inputs at instants and yields outputs.
///
/// The drain rule: after each `handle`, call `nextOutput` until it returns nil, then read `wakeup`
/// and call `handle` again no later than that (with the core's own wake input). Time given to a
/// core never decreases. No core knows a clock, a socket, a thread or a source of randomness.
public protocol StateMachine {
    /// What happens to the core: a value, identifiers instead of bytes.
    associatedtype Input: Sendable
    /// What the core wants done: a value, identifiers instead of bytes.
    associatedtype Output: Sendable

    /// Takes one input at `now`, which is no earlier than any instant given before.
    mutating func handle(_ input: Input, at now: Instant)
    /// The next thing to do, or nil once everything was taken.
    mutating func nextOutput() -> Output?
    /// When the core wants to be woken if nothing else happens, or nil if it waits for input.
    var wakeup: Instant? { get }
}
