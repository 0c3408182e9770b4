import EdgeCore
import Runtime
import SansIO
import Timekeeping

/// A recorded drive told to a core again, a control tick at a time; from the start once it is over.
final class TickReplay {
    private let drive: RecordedInputs
    private var machine: EdgeMachine
    private var next = 0
    /// Ticks made.
    private(set) var ticks = 0

    init(_ drive: RecordedInputs) {
        self.drive = drive
        machine = drive.machine
    }

    /// Tells the core everything up to the next tick, that one included, and takes what it wants
    /// done; returns how many inputs that were.
    func tick() -> Int {
        forward { now, input in
            machine.handle(input, at: now)
            while machine.nextOutput() != nil {}
        }
    }
    /// The same, and hands over what happened as the control loop does: at the end of a turn, which
    /// each input begins. Returns the hand-overs, and how many of them found the recorder there.
    func tick(
        into backlog: inout RecordBacklog, _ records: Mailbox<EdgeRecord>
    ) -> (turns: Int, busy: Int) {
        var busy = 0
        let turns = forward { now, input in
            backlog.note(input, at: now)
            machine.handle(input, at: now)
            while let output = machine.nextOutput() {
                backlog.note(output)
                switch output {
                case .command(let command):
                    backlog.note(command, at: now, late: .zero, isLinked: machine.isLinked) { nil }
                case .event(let event):
                    backlog.add(.event(now, event))
                    if case .cloudPlanTaken(_, let timing) = event, let plan = machine.cloudPlan {
                        backlog.add(.plan(now, plan, timing))
                    }
                case .runHead, .encode, .transmit, .transmitCopy, .pace, .releaseCapture,
                    .releasePayload, .openConnection, .closeConnection:
                    break
                }
            }
            if !backlog.handOver(to: records) { busy += 1 }
        }
        return (turns, busy)
    }

    private func forward(_ give: (Instant, EdgeInput) -> Void) -> Int {
        var count = 0
        while true {
            if next == drive.inputs.count {
                machine = drive.machine
                next = 0
            }
            let (now, input) = drive.inputs[next]
            next += 1
            count += 1
            give(now, input)
            if case .tick = input {
                ticks += 1
                return count
            }
        }
    }
}
