import Timekeeping

/// From the send buffer to the other end.
extension StreamLink {
    /// Lets the next segment leave, if none does: first those that are sent again.
    mutating func leaveNext(at now: Instant) {
        guard leaving == nil else { return }
        if let sequence = resend.popFirst() { return leave(sequence, from: now) }
        guard heldUntil <= now, let segment = waiting.popFirst() else { return }
        window.append(segment)
        leave(base + UInt64(window.count - 1), from: now)
    }
    mutating func leave(_ sequence: UInt64, from now: Instant) {
        guard let segment = self[sequence] else { return }
        let at = state.finish(segment.bytes + StreamSegment.headerBytes, from: now)
        leaving = (sequence, at, at)
    }
    mutating func depart(_ sequence: UInt64, _ planned: Instant, at now: Instant) {
        if let end = state.stallEnd(at: now) {
            leaving = (sequence, planned, end)
            return
        }
        leaving = nil
        defer { leaveNext(at: now) }
        guard var segment = self[sequence] else { return }
        let (isCut, isLost) = (state.isCut(at: now), state.loses(at: now))
        segment.leftAt = now
        segment.transit = state.transit(at: now)
        self[sequence] = segment
        counts.segments += 1
        if segment.retransmissions == 0 { waitingBytes -= segment.bytes }
        if isCut { counts.cut += 1 } else if isLost { counts.lost += 1 }
        if isCut || isLost {
            lose(sequence, at: now)
        } else {
            fly(sequence, segment)
        }
    }
    /// What is due at `now` comes, or is lost after all if the link is cut.
    mutating func arrive(at now: Instant) {
        if let end = state.stallEnd(at: now) { return arrivals.postponeFirst(to: end) }
        guard let sequence = arrivals.popFirst() else { return }
        guard !state.isCut(at: now) else {
            counts.cut += 1
            return lose(sequence, at: now)
        }
        self[sequence]?.place = .arrived
        release(at: now)
    }

    /// The segment of a sequence in the window.
    subscript(sequence: UInt64) -> StreamSegment? {
        get {
            guard sequence >= base, sequence - base < UInt64(window.count) else { return nil }
            return window[Int(sequence - base)]
        }
        set {
            guard sequence >= base, sequence - base < UInt64(window.count) else { return }
            window[Int(sequence - base)] = newValue
        }
    }

    private mutating func fly(_ sequence: UInt64, _ segment: StreamSegment) {
        let due = max(segment.leftAt + segment.transit, latestDue)
        latestDue = due
        self[sequence]?.place = .flying
        arrivals.insert(sequence, due: due)
        acknowledge(sequence, segment, at: due + returnDelay)
    }
    private mutating func release(at now: Instant) {
        var ready: (id: UInt64, bytes: Int)?
        while let segment = window.first, segment.place == .arrived {
            _ = window.popFirst()
            base += 1
            heldBytes -= segment.bytes
            counts.deliveredBytes += UInt64(segment.bytes)
            let bytes = segment.bytes + (ready?.bytes ?? 0)
            ready = segment.isLast ? nil : (segment.id, bytes)
            guard segment.isLast else { continue }
            heldMessages -= 1
            counts.delivered += 1
            append(.delivered(id: segment.id, bytes: bytes, isLast: true, at: now))
        }
        guard let ready else { return }
        append(.delivered(id: ready.id, bytes: ready.bytes, isLast: false, at: now))
    }
}
