/// What a replay compared.
public struct ReplayReport: Hashable, Sendable {
    /// Where the core did something else than it had done.
    public struct Difference: Hashable, Sendable {
        /// The input upon which it did, counted from zero.
        public var input: UInt64
        /// Seconds from the first input to that one.
        public var seconds: Double
        /// What the core was told then.
        public var inputText: String
        /// Which of its outputs is another, counted from zero.
        public var output: Int
        /// That output in the recording; nil if there was none.
        public var recorded: String?
        /// That output now; nil if there is none.
        public var replayed: String?
    }
    /// Inputs that were given to the core.
    public internal(set) var inputs: UInt64 = 0
    /// Commands that were equal.
    public internal(set) var commands: UInt64 = 0
    /// Other outputs that were equal: frames, events, and what the shell was to do.
    public internal(set) var others: UInt64 = 0
    /// Inputs whose outputs are not in the recording: the last one of a drive that was cut short,
    /// and those of which the recorder lost some.
    public internal(set) var uncompared: UInt64 = 0
    /// Seconds from the first input to the last.
    public internal(set) var seconds = 0.0
    /// The first difference, at which a replay ends; nil if there is none.
    public internal(set) var difference: Difference?
}
