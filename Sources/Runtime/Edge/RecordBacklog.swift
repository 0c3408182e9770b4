public import EdgeCore
public import Timekeeping

/// What the control loop keeps for the recorder, until the end of its turn.
///
/// It is the loop's own: nothing in it waits, and it allocates nothing beyond its start. What finds
/// no room, since the recorder was kept from its mailbox for long, is counted.
public struct RecordBacklog {
    /// Records for which there was no room.
    public private(set) var lost: UInt64 = 0
    private var waiting: [EdgeRecord] = []
    private let recordsDecisions: Bool
    private let tickDivisor: Int
    /// How much the core was told and put out, as far as it is recorded.
    private var inputs: UInt64 = 0
    private var outputs: UInt64 = 0
    private var ticksSinceRecord = 0
    /// The oldest cloud plan since the last record: a glance every few ticks would miss it.
    private var oldestAge: Interval?
    private var isOver = false

    /// An empty one. With `recordsDecisions` every input and output of the core is kept; of the
    /// ticks each `tickDivisor`th is.
    public init(recordsDecisions: Bool, tickDivisor: Int) {
        self.recordsDecisions = recordsDecisions
        self.tickDivisor = tickDivisor
        waiting.reserveCapacity(Limits.records)
    }

    /// Keeps what the core is told at `now`, so that the drive can be told to it again.
    public mutating func note(_ input: EdgeInput, at now: Instant) {
        guard recordsDecisions else { return }
        add(.input(now, input, number: inputs, outputsBefore: outputs))
        inputs += 1
    }
    /// Keeps what the core wants done.
    public mutating func note(_ output: EdgeOutput) {
        guard recordsDecisions else { return }
        outputs += 1
        // Events are recorded anyway, for the log.
        if case .event = output { return }
        add(.output(output))
    }
    /// Keeps what was commanded on a tick that came `late`, if it is one of those that are kept;
    /// `glimpse` is asked only then.
    public mutating func note(
        _ command: ControlOutput, at now: Instant, late: Interval, isLinked: Bool,
        glimpse: () -> DriveGlimpse?
    ) {
        ticksSinceRecord += 1
        if let age = command.cloudPlanAge { oldestAge = max(oldestAge ?? age, age) }
        guard ticksSinceRecord >= tickDivisor else { return }
        ticksSinceRecord = 0
        var output = command
        output.cloudPlanAge = oldestAge
        oldestAge = nil
        add(.tick(now, output, late: late, isLinked: isLinked, glimpse()))
    }
    /// Keeps `record`, unless the drive is over.
    public mutating func add(_ record: EdgeRecord) {
        guard !isOver else { return }
        guard waiting.count < Limits.records else { return lost += 1 }
        waiting.append(record)
    }
    /// The drive is over: what the farewells do is no part of it.
    public mutating func end() { isOver = true }

    /// Hands everything over if nobody is at the mailbox; false if somebody is, and it goes a turn
    /// later. Never waits.
    @discardableResult
    public mutating func handOver(to records: Mailbox<EdgeRecord>) -> Bool {
        records.postAll(&waiting)
    }
    /// Hands the last of it over; this may wait.
    mutating func finish(to records: Mailbox<EdgeRecord>) {
        for record in waiting { records.post(record) }
        waiting.removeAll()
    }
}
