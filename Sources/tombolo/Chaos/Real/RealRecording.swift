import Foundation
import Recording
import Runtime
import Timekeeping

/// What the judge of a real drive reads in its recording: plain lists, in the order of the file.
struct RealRecording {
    /// A line of the drive's first message.
    struct Drive: Decodable, Hashable {
        let controlPeriodMs: Int
        let degradedAgeMs: Double
        let fallbackAgeMs: Double
    }
    struct Input: Hashable {
        let number: UInt64
        let kind: UInt8
        let time: Instant
    }
    struct Command: Hashable {
        var time: Instant
        var driver: String
        var state: String
        var ageMs: Double?
        var plan: UInt64?
    }
    /// Something about a capture: a plan's coming, or its fate.
    struct Note: Hashable {
        var time: Instant
        var capture: UInt64
        var text: String
    }
    private(set) var drive: Drive?
    /// When the control loop began: the grid of ticks begins there.
    private(set) var began: Instant?
    private(set) var inputs: [Input] = []
    private(set) var commands: [Command] = []
    /// When each capture was exposed, by its number.
    private(set) var exposures: [UInt64: Instant] = [:]
    private(set) var captureCount = 0
    private(set) var plans: [Note] = []
    private(set) var fates: [Note] = []
    private(set) var lostRecords = 0
    private(set) var collisions = 0
    private(set) var offRoadSeconds = 0.0
    private(set) var summary: DriveSummary?
    /// Whether the file has its end.
    private(set) var isFinished = false

    /// Everything that any of the lines says.
    private struct Line: Decodable {
        let t: Double?
        let driver: String?
        let state: String?
        let ageMs: Double?
        let plan: UInt64?
        let capture: UInt64?
        let exposedT: Double?
        let fate: String?
        let lostRecords: Int?
        let collisions: Int?
        let offRoadS: Double?
    }
    /// Kind of input by its byte in `/inputs`: a tick with and without odometry.
    private static let tickKinds: Set<UInt8> = [12, 19]

    /// Reads `source` as far as it goes.
    init(_ source: some RecordingSource) throws {
        var reader = try RecordingReader(source)
        while let message = try reader.next() {
            let channel = reader.channels[message.channel].flatMap { DriveChannel(topic: $0.topic) }
            if let channel { try take(message, of: channel) }
        }
        isFinished = reader.ending == .finished
    }

    /// The inputs that are control ticks.
    var ticks: [Input] { inputs.filter { Self.tickKinds.contains($0.kind) } }
    /// The instant of `t` seconds of the drive: it began with the core's first input.
    func instant(_ t: Double) -> Instant? {
        inputs.first.map { $0.time + .nanoseconds(Int64(t * 1e9)) }
    }
    /// Seconds of the drive at `instant`, to a millisecond.
    func seconds(_ instant: Instant) -> Double {
        guard let first = inputs.first else { return 0 }
        return ((instant - first.time).seconds * 1_000).rounded() / 1_000
    }

    private mutating func take(_ message: RecordedMessage, of channel: DriveChannel) throws {
        let time = Instant(nanoseconds: message.time)
        let decoder = JSONDecoder()
        func line() throws -> Line { try decoder.decode(Line.self, from: Data(message.payload)) }
        switch channel {
        case .drive: drive = try decoder.decode(Drive.self, from: Data(message.payload))
        case .configuration: began = time
        case .inputs:
            var cursor = ByteCursor(message.payload)
            guard let number = cursor.integer(UInt64.self), let kind = cursor.integer(UInt8.self)
            else { return }
            inputs.append(Input(number: number, kind: kind, time: time))
        case .commands:
            let line = try line()
            commands.append(
                Command(
                    time: time, driver: line.driver ?? "", state: line.state ?? "",
                    ageMs: line.ageMs, plan: line.plan))
        case .captures:
            let line = try line()
            captureCount += 1
            guard let capture = line.capture, let t = line.exposedT else { return }
            exposures[capture] = instant(t)
        case .plans: try note(line(), at: time, in: \.plans)
        case .fates: try note(line(), at: time, in: \.fates)
        case .recorder: lostRecords = max(lostRecords, try line().lostRecords ?? 0)
        case .ticks:
            let line = try line()
            collisions = max(collisions, line.collisions ?? 0)
            offRoadSeconds = max(offRoadSeconds, line.offRoadS ?? 0)
        case .summary:
            summary = try decoder.decode(DriveSummary.self, from: Data(message.payload))
        case .road, .actor, .actors, .latents, .sent, .trajectories, .odometry, .failsafe, .faults,
            .session, .connections, .pace, .rejections, .camera, .link, .decisions:
            break
        }
    }
    private mutating func note(
        _ line: Line, at time: Instant, in list: WritableKeyPath<RealRecording, [Note]>
    ) {
        guard let capture = line.capture else { return }
        self[keyPath: list].append(Note(time: time, capture: capture, text: line.fate ?? ""))
    }
}
