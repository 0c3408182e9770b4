import CAllocations
@testable import EdgeCore
import Failsafe
import Glibc
import Logging
import Motion
import SansIO
import Testing
import Timekeeping

@testable import Runtime

@Suite struct RecordBacklogTests {
    private static let setting = DriveSetting(
        name: "test", bundle: "", world: nil, capturePeriodMs: 100, controlPeriodMs: 20,
        degradedAgeMs: 200, fallbackAgeMs: 500, pictureWidth: 4, pictureHeight: 2)

    private func note(_ record: EdgeRecord, in backlog: inout RecordBacklog) {
        switch record {
        case .input(let now, let input, _, _): backlog.note(input, at: now)
        case .output(let output): backlog.note(output)
        case .tick(let now, let output, let late, let isLinked, _):
            backlog.note(output, at: now, late: late, isLinked: isLinked) { nil }
        case .began, .event, .plan, .headRan, .frameSent, .undecodable, .unreadablePlan, .encoded,
            .picture, .trouble:
            backlog.add(record)
        }
    }

    @Test func `keeping records and handing them to a recorder allocates nothing on the way`() {
        let drive = RecordedDrive(seed: 41, milliseconds: 6_000).records
        let recorder = DriveRecorder(
            setting: Self.setting, car: nil, file: nil,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        defer { recorder.finish(nil) }
        var backlog = RecordBacklog(recordsDecisions: true, tickDivisor: 5)
        var allocations = 0
        var bursts = 0
        func hand(_ records: ArraySlice<EdgeRecord>) {
            let before = tombolo_allocations()
            for record in records { note(record, in: &backlog) }
            let isDone = backlog.handOver(to: recorder.records)
            allocations += Int(tombolo_allocations() - before)
            bursts += isDone ? 1 : 0
            // The recorder takes them and leaves its own storage in their place.
            for _ in 0..<10_000_000 where recorder.records.count > 0 { sched_yield() }
        }
        for start in stride(from: 0, to: drive.count, by: 150) {
            hand(drive[start..<min(start + 150, drive.count)])
        }
        #expect(bursts > 5)
        #expect(backlog.lost + recorder.records.refused == 0)
        // Whichever of the two storages lies in the mailbox now: no post has to grow it.
        #expect(recorder.records.capacity >= Limits.records)
        #if DEBUG
            // Unoptimised code puts copies of what it has at hand on the heap.
            #expect(allocations <= 3 * drive.count)
        #else
            #expect(allocations == 0)
        #endif
    }

    @Test func `inputs are numbered, outputs counted, events once, each fifth tick kept`() {
        var backlog = RecordBacklog(recordsDecisions: true, tickDivisor: 5)
        let records = Mailbox<EdgeRecord>(limit: Limits.records, doorbell: Doorbell())
        let now = Instant.milliseconds(10)
        let command = ControlOutput.standing
        for _ in 0..<10 {
            backlog.note(.start, at: now)
            backlog.note(.command(command))
            backlog.note(.event(.sessionSilent))
            backlog.note(command, at: now, late: .zero, isLinked: false) { nil }
        }
        backlog.end()
        backlog.note(.start, at: now)
        let isDone = backlog.handOver(to: records)
        #expect(isDone)
        var taken: [EdgeRecord] = []
        records.takeAll(into: &taken)
        var (inputs, outputs, ticks) = ([UInt64](), 0, 0)
        for record in taken {
            switch record {
            case .input(_, _, let number, let before):
                inputs.append(number)
                #expect(before == 2 * number)
            case .output: outputs += 1
            case .tick: ticks += 1
            default: Issue.record("\(record) was never said")
            }
        }
        #expect(inputs == Array(0..<10))
        #expect((outputs, ticks) == (10, 2))
    }

    @Test func `without decisions only what is for people is kept`() {
        var backlog = RecordBacklog(recordsDecisions: false, tickDivisor: 1)
        let records = Mailbox<EdgeRecord>(limit: 4, doorbell: Doorbell())
        backlog.note(.start, at: .milliseconds(1))
        backlog.note(.command(.standing))
        #expect(records.count == 0)
        backlog.add(.event(.milliseconds(1), .sessionSilent))
        let isDone = backlog.handOver(to: records)
        #expect(isDone)
        #expect(records.count == 1)
    }
}

extension ControlOutput {
    /// A command as it is before anything is known.
    fileprivate static var standing: ControlOutput {
        ControlOutput(
            command: .drive(.init(steeringAngle: 0, acceleration: -1)), driver: .nobody,
            state: .standby, plan: nil, cloudPlanAge: nil, speedCap: nil, standstills: 0)
    }
}
