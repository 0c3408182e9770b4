import NetworkModel
import Randomness
import SansIO
import Timekeeping
import Wire

/// What something broken on the device's way does to messages, after TCP has delivered them.
extension ClosedLoop {
    /// What is handed on now of a message that came to an end of the device's link.
    mutating func tampered(_ output: Transport.Output) -> [Transport.Output] {
        guard let direction = output.direction else { return [output] }
        var results = [output]
        for kind in active {
            guard case .tampering(direction, let tampering, let share) = kind,
                broken.chance(share)
            else { continue }
            outcome.tampered += 1
            switch tampering {
            case .corrupted: results = results.map { $0.withFrame { corrupt(&$0) } }
            case .duplicated: results += results
            case .replayed(let delay):
                for result in results { events.schedule(.replayed(result), at: now + delay) }
            case .reordered:
                guard heldBack[direction] == nil else { continue }
                heldBack[direction] = output
                return []
            }
        }
        if let earlier = heldBack.removeValue(forKey: direction) { results.append(earlier) }
        return results
    }
    /// Lets go of a message that waited for another one to come before it.
    mutating func releaseHeldBack(_ direction: LinkDirection) throws(InvariantViolation) {
        guard let output = heldBack.removeValue(forKey: direction) else { return }
        try take(output, .device)
    }
    /// What a process reads of a frame, as its shell does. Nothing but a tampered one is illegal.
    func read(
        _ frame: SimulatedFrame
    ) throws(InvariantViolation) -> Result<Envelope, DecodeError> {
        do throws(DecodeError) {
            let decoded = try FrameDecoder.decode(frame.control)
            let found = frame.payloads.map(\.count)
            guard decoded.envelope.message.payloadPartByteCounts == found else {
                throw .payloadMismatch(
                    header: UInt64(found.reduce(0, +)), body: UInt64(decoded.payloadByteCount))
            }
            return .success(decoded.envelope)
        } catch {
            guard outcome.tampered > 0 else { throw violation(.frameReadable(error)) }
            return .failure(error)
        }
    }

    private mutating func corrupt(_ frame: inout SimulatedFrame) {
        let bytes = frame.payloads.reduce(frame.control.count) { $0 + $1.count }
        var place = broken.integer(in: 0..<max(bytes, 1))
        let bit = UInt8(1) << UInt8(broken.integer(in: 0..<8))
        guard place >= frame.control.count else {
            frame.control[place] ^= bit
            return
        }
        place -= frame.control.count
        for part in frame.payloads.indices {
            guard place >= frame.payloads[part].count else {
                frame.payloads[part][place] ^= bit
                return
            }
            place -= frame.payloads[part].count
        }
    }
}

extension Transport.Output {
    /// Which way its message went, or nil if it has none.
    var direction: LinkDirection? {
        switch self {
        case .opened: nil
        case .toClient: .down
        case .toCoordinator: .up
        }
    }
    fileprivate func withFrame(_ change: (inout SimulatedFrame) -> Void) -> Transport.Output {
        switch self {
        case .opened: return self
        case .toClient(let socket, var frame):
            change(&frame)
            return .toClient(socket: socket, frame)
        case .toCoordinator(let connection, var frame):
            change(&frame)
            return .toCoordinator(connection: connection, frame)
        }
    }
}
