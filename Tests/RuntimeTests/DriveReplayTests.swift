import EdgeCore
import Failsafe
import Foundation
import Motion
import Recording
import SansIO
import Testing
import Timekeeping

@testable import Runtime

@Suite struct DriveReplayTests {
    private func replay(_ records: [EdgeRecord]) throws -> ReplayReport {
        let path = RecordedDrive.path()
        defer { RecordedDrive.remove(path) }
        try RecordedDrive.write(records, to: path)
        return try RecordedDrive.replay(path)
    }
    private func place(
        in records: [EdgeRecord], after start: Int = 0, where isIt: (EdgeRecord) -> Bool
    ) throws -> Int {
        let index = records[start...].firstIndex(where: isIt)
        return try #require(index)
    }
    private func isCommand(_ record: EdgeRecord) -> Bool {
        if case .output(.command) = record { true } else { false }
    }
    private func isTick(_ record: EdgeRecord) -> Bool {
        if case .input(_, .tick, _, _) = record { true } else { false }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func `a recorded drive is decided again in the same way`(seed: UInt64) throws {
        let records = RecordedDrive(seed: seed, milliseconds: 12_000).records
        let report = try replay(records)
        #expect(report.difference == nil)
        #expect(report.commands >= 599, "one a tick; the last input's outputs are not compared")
        #expect(
            report.inputs == UInt64(records.count { if case .input = $0 { true } else { false } }))
        #expect(report.others > 500)
        #expect(report.uncompared == 1)
        // The drive is one worth replaying: the cloud drove, and something else in the cut.
        let states = Set(
            records.compactMap { record in
                if case .output(.command(let command)) = record { command.driver } else { nil }
            })
        #expect(states.isSuperset(of: [.cloudPlan, .localPolicy]))
    }
    @Test func `a command that differs in its last bit is found, with its time`() throws {
        var records = RecordedDrive(seed: 7, milliseconds: 6_000).records
        let index = try place(in: records, after: records.count / 2, where: isCommand)
        guard case .output(.command(var command)) = records[index] else { return }
        var changed = try #require(command.command.drive)
        changed.steeringAngle = changed.steeringAngle.nextUp
        command.command = .drive(changed)
        records[index] = .output(.command(command))
        let difference = try #require(try replay(records).difference)
        #expect(difference.recorded?.hasPrefix("command(") == true)
        #expect(difference.replayed?.hasPrefix("command(") == true)
        #expect(difference.recorded != difference.replayed)
        #expect((1.0...6.0).contains(difference.seconds))
        #expect(difference.inputText.hasPrefix("tick("))
    }
    @Test func `an input that differs leads to another decision`() throws {
        var records = RecordedDrive(seed: 8, milliseconds: 6_000).records
        let index = try place(in: records, after: records.count * 2 / 3, where: isTick)
        guard case .input(let now, .tick(var odometry?), let number, let before) = records[index]
        else { return }
        odometry.speed += 1e-9
        records[index] = .input(now, .tick(odometry), number: number, outputsBefore: before)
        #expect(try replay(records).difference != nil)
    }
    @Test func `an output or an event that is missing, or one too many, is no decision to compare`()
        throws
    {
        let records = RecordedDrive(seed: 9, milliseconds: 3_000).records
        let index = try place(in: records, after: records.count / 2, where: isCommand)
        var fewer = records
        fewer.remove(at: index)
        let report = try replay(fewer)
        #expect(report.difference == nil && report.uncompared == 2)
        var more = records
        more.insert(records[index], at: index)
        #expect(try replay(more).uncompared == 2)
    }
    @Test func `a recording that lacks an input, or its start, says so`() throws {
        let records = RecordedDrive(seed: 10, milliseconds: 2_000).records
        let index = try place(in: records, after: records.count / 2, where: isTick)
        guard case .input(_, _, let number, _) = records[index] else { return }
        var lacking = records
        lacking.remove(at: index)
        #expect(throws: ReplayError.inputsMissing(after: number - 1, before: number + 1)) {
            try replay(lacking)
        }
        let tail = [records[0]] + records[index...]
        #expect(throws: ReplayError.startMissing(firstInput: number)) { try replay(tail) }
        #expect(throws: ReplayError.notADrive) { try replay([]) }
        #expect(throws: ReplayError.notADrive) { try replay(Array(records.dropFirst())) }
    }
    @Test func `time that goes back, or a capture that does, is refused and not believed`() throws {
        let records = RecordedDrive(seed: 11, milliseconds: 1_000).records
        let index = try place(in: records, after: records.count / 2, where: isTick)
        guard case .input(_, let input, let number, let before) = records[index] else { return }
        var back = records
        back[index] = .input(.milliseconds(1), input, number: number, outputsBefore: before)
        #expect(throws: ReplayError.illegalInput(number: number)) { try replay(back) }
        var twice = records
        twice[index] = .input(
            .milliseconds(10_500), .captured(CaptureID(0), at: .milliseconds(10_499)),
            number: number, outputsBefore: before)
        #expect(throws: ReplayError.self) { try replay(twice) }
    }
    @Test func `a file that was cut short is replayed up to its last whole chunk`() throws {
        let path = RecordedDrive.path()
        defer { RecordedDrive.remove(path) }
        try RecordedDrive.write(RecordedDrive(seed: 12, milliseconds: 6_000).records, to: path)
        let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let whole = try DriveReplay.run([RecordingBytes(file)])
        let part = try DriveReplay.run([RecordingBytes(Array(file.prefix(file.count / 2)))])
        #expect(part.difference == nil)
        #expect(part.inputs > 100 && part.inputs < whole.inputs)
    }
    @Test func `a configuration that no core takes is refused`() throws {
        let records = RecordedDrive(seed: 13, milliseconds: 100).records
        guard case .began(let now, let machine, let random) = records[0] else { return }
        let changes: [(inout EdgeConfiguration) -> Void] = [
            { $0.name = "" }, { $0.coordinators = [] }, { $0.coordinators += $0.coordinators },
            { $0.tickPeriod = .zero }, { $0.capturePeriod = .zero }, { $0.budget = .zero },
            { $0.patience = .zero }, { $0.blendTicks = -1 }, { $0.rate.rates = [] },
            { $0.planLimits.stepCount = 1 }, { $0.planLimits.channels = [] },
            { $0.failsafe.recoveryPlans = 0 }, { $0.failsafe.comfortableStop.jerk = 0 },
        ]
        for change in changes {
            var changed = machine
            change(&changed)
            let altered = [.began(now, changed, random)] + Array(records.dropFirst())
            let error = #expect(throws: ReplayError.self) { try replay(altered) }
            guard case .illegalConfiguration = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }
}
