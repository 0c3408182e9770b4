import Timekeeping

/// From the send buffer to the other end, and what that says.
///
/// An acknowledgement leaves when more than a full segment is owed one, at once when something is
/// missing, was missing until now, or came twice, and otherwise after 42 ms (RFC 1122, RFC 5681;
/// Linux's least time, and half a tick).
extension StreamLink {
    static let delayedAcknowledgement = Interval.milliseconds(42)
    /// What a receiver takes for a full segment before it has seen one (`TCP_MSS_DEFAULT`).
    static let leastFullBytes = 536

    /// Lets the next segment leave, if none does: first those that are sent again.
    mutating func leaveNext(at now: Instant) {
        guard leaving == nil else { return }
        while let sequence = resend.first {
            // It may have come after all.
            guard self[sequence]?.knowledge == .isLost else {
                _ = resend.popFirst()
                continue
            }
            // The first is sent again whatever else is out.
            guard isAllowed || sequence == base else { return }
            _ = resend.popFirst()
            counts.retransmissions += 1
            return leave(sequence, from: now)
        }
        guard isAllowed, window.count < Limits.streamSegments, let segment = waiting.popFirst()
        else { return }
        window.append(segment)
        leave(sentEnd - 1, from: now)
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
        let due = max(now + state.transit(at: now), latestDue)
        let isNew = segment.departures == 0
        segment.leftAt = now
        segment.departures += 1
        segment.knowledge = .nothing
        self[sequence] = segment
        counts.segments += 1
        if isNew { waitingBytes -= segment.bytes }
        if isCut {
            counts.cut += 1
        } else if isLost {
            counts.lost += 1
        } else {
            latestDue = due
            arrivals.insert(sequence, due: due)
        }
        noteDeparture(sequence, isNew: isNew, at: now)
    }
    /// What is due at `now` comes, or is lost after all if the link is cut.
    mutating func arrive(at now: Instant) {
        if let end = state.stallEnd(at: now) { return arrivals.postponeFirst(to: end) }
        guard let sequence = arrivals.popFirst() else { return }
        guard !state.isCut(at: now) else {
            counts.cut += 1
            return
        }
        guard let segment = self[sequence], !segment.hasArrived else {
            return acknowledge(at: now)
        }
        self[sequence]?.arrivedAt = now
        guard sequence == received else {
            beyondGap += 1
            return acknowledge(at: now)
        }
        let wasGap = beyondGap > 0
        fullBytes = max(fullBytes, segment.bytes)
        release(at: now)
        if wasGap || owedBytes > fullBytes || segment.isLast {
            acknowledge(at: now)
        } else {
            acknowledgeAt = min(acknowledgeAt, now + Self.delayedAcknowledgement)
        }
    }
    /// The receiver says what is there.
    mutating func acknowledge(at now: Instant) {
        acknowledgeAt = .distantFuture
        owedBytes = 0
        back.send(
            StreamAcknowledgement(at: now, next: received, hasGap: beyondGap > 0), at: now)
    }

    /// The segment of a sequence in the window.
    subscript(sequence: UInt64) -> StreamSegment? {
        get {
            guard sequence >= base, sequence < sentEnd else { return nil }
            return window[Int(sequence - base)]
        }
        set {
            guard sequence >= base, sequence < sentEnd else { return }
            window[Int(sequence - base)] = newValue
        }
    }

    private mutating func release(at now: Instant) {
        var ready: (id: UInt64, bytes: Int)?
        var isFirst = true
        while let segment = self[received], segment.hasArrived {
            received += 1
            if !isFirst { beyondGap -= 1 }
            isFirst = false
            owedBytes += segment.bytes
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
