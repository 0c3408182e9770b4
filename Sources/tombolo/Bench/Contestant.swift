/// One thing that is timed beside others.
struct Contestant {
    /// What it is, with its shape where it has one.
    let name: String
    /// Names of the contestants of the same contest that it is measured against.
    let baselines: [String]
    /// Calls in one sample: enough to make it long beside a clock reading of some 50 ns.
    let calls: Int
    /// Members that one call serves; ratios compare members, not calls.
    let members: Int
    /// What else a reader should know, printed beside the times.
    let note: String
    /// Bytes that one call codes or copies, for its rate; nil where that says nothing.
    var byteCount: Int?
    /// What comes before each sample and is not timed, if anything.
    var prepare: (() -> Void)?
    /// One call.
    let body: () throws -> Void
}
