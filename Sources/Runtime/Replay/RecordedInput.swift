import EdgeCore
import Failsafe
import Recording
import SansIO
import Timekeeping
import Wire

/// One input of the device's core as it lies in a recording (Docs/RECORDING.md, "Inputs"): its
/// number, its kind, its fields. When it happened is the message's time.
///
/// Both switches are exhaustive: an input that is added has to be added here, under a new kind.
struct RecordedInput: Hashable {
    /// How many inputs came before it.
    var number: UInt64
    var input: EdgeInput

    init(number: UInt64, input: EdgeInput) {
        self.number = number
        self.input = input
    }

    private enum Kind: UInt8 {
        case start = 1
        case captured = 2
        case headFinished = 3
        case headFailed = 4
        case encoded = 5
        case encodeFailed = 6
        case received = 7
        case planArrived = 8
        case malformedFrame = 9
        case connectionOpened = 10
        case connectionClosed = 11
        case tick = 12
        case operatorCommand = 13
        case wake = 14
        case shutdown = 15
        case pictured = 16
        case pictureFailed = 17
        case actuators = 18
        case tickWithoutOdometry = 19
    }

    /// The message.
    var bytes: [UInt8] {
        var builder = ByteBuilder()
        builder.append(number)
        func begin(_ kind: Kind) { builder.append(kind.rawValue) }
        switch input {
        case .start: begin(.start)
        case .captured(let id, let exposure):
            begin(.captured)
            builder.append(id.value)
            builder.append(exposure.nanoseconds)
        case .headFinished(let id, let plan):
            begin(.headFinished)
            builder.append(id.value)
            builder.append(plan.map { .values($0) } ?? .corrupted)
        case .headFailed(let id):
            begin(.headFailed)
            builder.append(id.value)
        case .encoded(let id, let latent, let payload):
            begin(.encoded)
            builder.append(id.value)
            builder.append(latent)
            builder.append(payload.value)
        case .encodeFailed(let id):
            begin(.encodeFailed)
            builder.append(id.value)
        case .received(let envelope):
            begin(.received)
            builder.append(envelope)
        case .planArrived(let envelope, let payload):
            begin(.planArrived)
            builder.append(envelope)
            builder.append(payload)
        case .malformedFrame: begin(.malformedFrame)
        case .connectionOpened(let number):
            begin(.connectionOpened)
            builder.append(number)
        case .connectionClosed(let number):
            begin(.connectionClosed)
            builder.append(number)
        case .pictured(let id, let checksum):
            begin(.pictured)
            builder.append(id.value)
            builder.append(checksum)
        case .pictureFailed(let id, let fault):
            begin(.pictureFailed)
            builder.append(id.value)
            builder.append(fault)
        case .actuators(let refuse):
            begin(.actuators)
            builder.append(UInt8(refuse ? 1 : 0))
        case .tick(nil): begin(.tickWithoutOdometry)
        case .tick(let odometry?):
            begin(.tick)
            builder.append(odometry.speed.bitPattern)
            builder.append(odometry.yawRate.bitPattern)
        case .operatorCommand(let command):
            begin(.operatorCommand)
            builder.append(command)
        case .wake: begin(.wake)
        case .shutdown: begin(.shutdown)
        }
        return builder.bytes
    }

    /// An input from its message; nil if it is none.
    init?(_ bytes: [UInt8]) {
        var cursor = ByteCursor(bytes)
        guard let number = cursor.integer(UInt64.self), let byte = cursor.integer(UInt8.self),
            let kind = Kind(rawValue: byte), let input = Self.input(kind, from: &cursor),
            cursor.remaining == 0
        else { return nil }
        self.init(number: number, input: input)
    }
    private static func input(_ kind: Kind, from cursor: inout ByteCursor) -> EdgeInput? {
        switch kind {
        case .start: .start
        case .malformedFrame: .malformedFrame
        case .wake: .wake
        case .shutdown: .shutdown
        case .tickWithoutOdometry: .tick(nil)
        case .actuators: cursor.flag().map { .actuators(refuse: $0) }
        case .captured, .pictured, .pictureFailed, .headFinished, .headFailed, .encoded,
            .encodeFailed:
            captureInput(kind, from: &cursor)
        case .received: cursor.envelope().map { .received($0) }
        case .planArrived: planInput(from: &cursor)
        case .connectionOpened: cursor.integer(UInt64.self).map { .connectionOpened($0) }
        case .connectionClosed: cursor.integer(UInt64.self).map { .connectionClosed($0) }
        case .tick:
            if let speed = cursor.double(), let yawRate = cursor.double() {
                .tick(Odometry(speed: speed, yawRate: yawRate))
            } else {
                nil
            }
        case .operatorCommand: cursor.operatorCommand().map { .operatorCommand($0) }
        }
    }
    private static func captureInput(_ kind: Kind, from cursor: inout ByteCursor) -> EdgeInput? {
        guard let id = cursor.integer(UInt64.self).map({ CaptureID($0) }) else { return nil }
        switch kind {
        case .captured:
            return cursor.integer(UInt64.self).map {
                .captured(id, at: Instant(nanoseconds: $0))
            }
        case .headFinished:
            switch cursor.planPayload() {
            case .values(let values): return .headFinished(id, localPlan: values)
            case .corrupted: return .headFinished(id, localPlan: nil)
            case nil: return nil
            }
        case .pictured:
            return cursor.integer(UInt32.self).map { .pictured(id, checksum: $0) }
        case .pictureFailed: return cursor.cameraFault().map { .pictureFailed(id, $0) }
        case .headFailed: return .headFailed(id)
        case .encoded:
            guard let latent = cursor.encodedLatent(), let payload = cursor.integer(UInt64.self)
            else { return nil }
            return .encoded(id, latent, payload: PayloadID(payload))
        case .encodeFailed: return .encodeFailed(id)
        case .start, .received, .planArrived, .malformedFrame, .connectionOpened,
            .connectionClosed, .tick, .tickWithoutOdometry, .actuators, .operatorCommand, .wake,
            .shutdown:
            return nil
        }
    }
    private static func planInput(from cursor: inout ByteCursor) -> EdgeInput? {
        guard let envelope = cursor.envelope(), let payload = cursor.planPayload() else {
            return nil
        }
        return .planArrived(envelope, payload)
    }
}
