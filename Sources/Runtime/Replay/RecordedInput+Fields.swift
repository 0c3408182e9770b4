import EdgeCore
import Failsafe
import Recording
import SansIO
import Wire

/// The fields of recorded inputs.
extension ByteBuilder {
    /// A control part, as it came.
    mutating func append(_ envelope: Envelope) {
        append(
            counted: FrameEncoder.encode(
                envelope, payloadByteCount: envelope.message.payloadByteCount))
    }
    /// Whether there are values; then the steps and the beliefs, bit for bit.
    mutating func append(_ payload: EdgeCore.PlanPayload) {
        switch payload {
        case .corrupted: append(UInt8(0))
        case .values(let values):
            append(UInt8(1))
            append(values.steps)
            append(values.beliefs)
        }
    }
    private mutating func append(_ numbers: [Float]) {
        append(UInt32(numbers.count))
        for number in numbers { append(number.bitPattern) }
    }
    mutating func append(_ latent: EncodedLatent) {
        append(latent.codec)
        append(latent.multiplier)
        append(UInt8(latent.reference == nil ? 0 : 1))
        append(latent.reference?.value ?? 0)
        append(latent.elementCount)
        append(latent.latentByteCount)
        append(latent.stateByteCount)
        append(latent.payloadChecksum)
    }
    mutating func append(_ fault: CameraFault) {
        let number: UInt8 =
            switch fault {
            case .stalled: 1
            case .repeats: 2
            case .timeJumps: 3
            case .misshapen: 4
            }
        append(number)
    }
    mutating func append(_ command: OperatorCommand) {
        switch command {
        case .arm: append(UInt8(1))
        case .disarm: append(UInt8(2))
        case .release(let release):
            append(UInt8(3))
            append(release.epoch)
            append(release.standstill)
        case .emergencyStop: append(UInt8(4))
        case .emergencyStopCleared: append(UInt8(5))
        case .localReset: append(UInt8(6))
        }
    }
}

extension ByteCursor {
    mutating func double() -> Double? {
        integer(UInt64.self).map { Double(bitPattern: $0) }
    }
    mutating func envelope() -> Envelope? {
        guard let bytes = counted() else { return nil }
        return try? FrameDecoder.decode(Array(bytes)).envelope
    }
    /// The values, or that there are none.
    mutating func planPayload() -> EdgeCore.PlanPayload? {
        switch integer(UInt8.self) {
        case 0: return .corrupted
        case 1:
            guard let steps = floats(), let beliefs = floats() else { return nil }
            return .values(PlanValues(steps: steps, beliefs: beliefs))
        default: return nil
        }
    }
    private mutating func floats() -> [Float]? {
        guard let count = integer(UInt32.self), let bytes = bytes(4 * Int(count)) else {
            return nil
        }
        var inside = ByteCursor(bytes)
        return (0..<count).compactMap { _ in
            inside.integer(UInt32.self).map { Float(bitPattern: $0) }
        }
    }
    mutating func encodedLatent() -> EncodedLatent? {
        guard let codec = integer(UInt8.self), let multiplier = integer(UInt16.self),
            let isPredicted = integer(UInt8.self), isPredicted <= 1,
            let reference = integer(UInt64.self), let elements = integer(UInt32.self),
            let latent = integer(UInt32.self), let state = integer(UInt16.self),
            let checksum = integer(UInt32.self)
        else { return nil }
        return EncodedLatent(
            codec: codec, multiplier: multiplier,
            reference: isPredicted == 1 ? CaptureID(reference) : nil, elementCount: elements,
            latentByteCount: latent, stateByteCount: state, payloadChecksum: checksum)
    }
    mutating func flag() -> Bool? {
        switch integer(UInt8.self) {
        case 0: false
        case 1: true
        default: nil
        }
    }
    mutating func cameraFault() -> CameraFault? {
        switch integer(UInt8.self) {
        case 1: .stalled
        case 2: .repeats
        case 3: .timeJumps
        case 4: .misshapen
        default: nil
        }
    }
    mutating func operatorCommand() -> OperatorCommand? {
        switch integer(UInt8.self) {
        case 1: return .arm
        case 2: return .disarm
        case 3:
            guard let epoch = integer(UInt64.self), let standstill = integer(UInt64.self) else {
                return nil
            }
            return .release(Release(epoch: epoch, standstill: standstill))
        case 4: return .emergencyStop
        case 5: return .emergencyStopCleared
        case 6: return .localReset
        default: return nil
        }
    }
}
