import Batching
import Cells
import SansIO
import Timekeeping
import Wire

/// A drain that leaves no device without plans: each is told to go to a fellow cell, and served
/// until it is welcome there.
extension CoordinatorCore {
    mutating func beginHandover(at now: Instant) {
        let handover = Handover(
            began: now, end: now + configuration.handoverTime, devices: devices.count, next: now)
        self.handover = handover
        emit(.event(.handoverBegan(devices: handover.devices, within: handover.end - now)))
    }
    /// Tells the next devices, or ends it: once all are gone, or its time is over.
    mutating func continueHandover(at now: Instant) {
        guard var step = handover else { return }
        guard devices.count > 0, now < step.end else {
            handover = nil
            emit(.event(.handoverEnded(staying: devices.count)))
            // From here on as without fellow cells.
            return batcher.handle(.drain, at: now)
        }
        guard now >= step.next else { return }
        let due = step.due(at: now)
        while step.told < due, step.cursor < devices.indices.count {
            if sendAway(step.cursor, within: step.end - now, at: now) { step.told += 1 }
            step.cursor += 1
        }
        let isOver = step.cursor == devices.indices.count || step.told == step.devices
        step.next = isOver ? step.end : min(now + Limits.handoverStep, step.end)
        handover = step
    }
    /// Tells the device at `slot`, if there is one, to go where it would look first by itself.
    private mutating func sendAway(_ slot: Int, within: Interval, at now: Instant) -> Bool {
        guard let link = devices[slot]?.link,
            let place = CellRanking.order(of: link.name, among: configuration.fellows).first
        else { return false }
        let endpoint = configuration.fellows[place]
        let rehome = Rehome(
            endpoint: endpoint, within: within, reason: .draining, token: Self.plainToken)
        guard sendToDevice(slot, .rehome(rehome), payloads: [], at: now) != nil else {
            return false
        }
        tally.rehomes += 1
        emit(.event(.deviceRehoming(link.id, name: link.name, endpoint: endpoint)))
        return true
    }
    /// Coordinators here agree that a token means nothing: a device that was sent is judged as any
    /// other. So it is no secret that could be stolen, and always the same.
    private static let plainToken: RehomeToken = {
        let bytes = [UInt8](repeating: 0, count: RehomeToken.byteCount)
        guard let token = RehomeToken(bytes: bytes) else {
            preconditionFailure("a token has \(RehomeToken.byteCount) bytes")
        }
        return token
    }()
}
