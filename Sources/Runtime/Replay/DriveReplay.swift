import EdgeCore
import Foundation
public import Recording
import SansIO
import Timekeeping

/// Tells a fresh core everything that a recorded one was told, at the same instants, and compares
/// what it does.
public struct DriveReplay {
    private struct Decision: Decodable {
        let input: UInt64
        let outputs: [String]
    }
    private var machine: EdgeMachine?
    private var report = ReplayReport()
    private var first: Instant?
    private var last: (number: UInt64, time: Instant, input: EdgeInput)?
    /// What the core did upon the last input, until it is compared.
    private var outputs: [String]?
    private var lastCapture: UInt64?
    private let decoder = JSONDecoder()

    /// Replays the drive in `parts`, the oldest first: the files of one recording.
    ///
    /// - Throws: `ReplayError`. A recording that was cut short is replayed as far as it goes.
    public static func run<Source: RecordingSource>(
        _ parts: [Source]
    ) throws(ReplayError) -> ReplayReport {
        var replay = DriveReplay()
        for part in parts {
            try replay.take(part)
            if replay.report.difference != nil { break }
        }
        guard let last = replay.last else { throw .notADrive }
        if replay.outputs != nil, replay.report.difference == nil { replay.report.uncompared += 1 }
        replay.report.seconds = replay.seconds(last.time)
        return replay.report
    }

    private mutating func take(_ source: some RecordingSource) throws(ReplayError) {
        do {
            var reader = try RecordingReader(source)
            while report.difference == nil, let message = try reader.next() {
                let channel = reader.channels[message.channel].flatMap {
                    DriveChannel(topic: $0.topic)
                }
                try take(message, of: channel)
            }
        } catch let error as RecordingError {
            throw .recording(error)
        } catch let error as ReplayError {
            throw error
        } catch {
            throw .notADrive
        }
    }
    private mutating func take(
        _ message: RecordedMessage, of channel: DriveChannel?
    ) throws(ReplayError) {
        switch channel {
        case .configuration:
            // Each file of a recording begins with it again.
            if machine == nil { machine = try RecordedMachine(message.payload).start() }
        case .inputs:
            guard let input = RecordedInput(message.payload) else {
                throw .illegalInput(number: report.inputs)
            }
            try feed(input, at: Instant(nanoseconds: message.time))
        case .decisions:
            guard let decision = try? decoder.decode(Decision.self, from: Data(message.payload))
            else { throw .illegalInput(number: report.inputs) }
            compare(decision)
        case .drive, .road, .actor, .actors, .captures, .latents, .sent, .plans, .trajectories,
            .commands, .odometry, .ticks, .failsafe, .faults, .session, .connections, .pace,
            .rejections,
            .fates, .camera, .recorder, .summary, .link, nil:
            break
        }
    }

    private mutating func feed(_ recorded: RecordedInput, at now: Instant) throws(ReplayError) {
        let next = last.map { $0.number + 1 } ?? 0
        if recorded.number != next {
            guard let last else { throw .startMissing(firstInput: recorded.number) }
            throw .inputsMissing(after: last.number, before: recorded.number)
        }
        guard machine != nil else { throw .notADrive }
        guard last.map({ $0.time <= now }) ?? true, isInOrder(recorded.input) else {
            throw .illegalInput(number: recorded.number)
        }
        if outputs != nil { report.uncompared += 1 }
        first = first ?? now
        last = (recorded.number, now, recorded.input)
        machine?.handle(recorded.input, at: now)
        var done: [String] = []
        while let output = machine?.nextOutput() { done.append(DecisionText.text(output)) }
        outputs = done
        report.inputs += 1
    }
    /// A core takes captures in ascending order, which its shell sees to.
    private mutating func isInOrder(_ input: EdgeInput) -> Bool {
        guard case .captured(let id, _) = input else { return true }
        defer { lastCapture = id.value }
        return lastCapture.map { $0 < id.value } ?? true
    }

    private mutating func compare(_ decision: Decision) {
        guard let last, last.number == decision.input, let outputs else { return }
        self.outputs = nil
        let count = max(outputs.count, decision.outputs.count)
        for index in 0..<count {
            let recorded = decision.outputs.indices.contains(index) ? decision.outputs[index] : nil
            let replayed = outputs.indices.contains(index) ? outputs[index] : nil
            guard recorded == replayed else {
                report.difference = ReplayReport.Difference(
                    input: last.number, seconds: seconds(last.time), inputText: "\(last.input)",
                    output: index, recorded: recorded, replayed: replayed)
                return
            }
            if recorded?.hasPrefix("command(") == true {
                report.commands += 1
            } else {
                report.others += 1
            }
        }
    }
    private func seconds(_ now: Instant) -> Double { first.map { (now - $0).seconds } ?? 0 }
}
