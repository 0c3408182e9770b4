import Timekeeping

/// When a lost segment is sent again: what Linux's TCP would know, and when.
///
/// - An acknowledgement of something sent later, but not before a quarter of a round trip has
///   passed beyond one (RACK, RFC 8985).
/// - A tail probe two round trips and 8 ms after the latest segment, if several are missing; after
///   a round trip and 200 ms if one is, since its acknowledgement may just be delayed.
/// - If what was sent again is lost too: a round trip and 200 ms, doubled each time (RFC 6298).
///   When that time is up the sender has backed off: only the first missing segment is sent, and
///   neither the others nor anything new before it is acknowledged.
extension StreamLink {
    private static let probeSlack = Interval.milliseconds(8)
    private static let delayedAcknowledgement = Interval.milliseconds(200)

    /// Notes that a segment is lost, as it turns out at `now`.
    mutating func lose(_ sequence: UInt64, at now: Instant) {
        guard let segment = self[sequence] else { return }
        let roundTrip = segment.transit + returnDelay
        let timeout = roundTrip + Self.delayedAcknowledgement
        let isRetransmission = segment.retransmissions > 0
        var recovery = segment.leftAt + timeout
        if isRetransmission {
            let doublings = min(segment.retransmissions - 1, Limits.doublings)
            let longest = Interval.milliseconds(Limits.retransmissionMilliseconds)
            recovery = segment.leftAt + min(timeout * (1 << Int64(doublings)), longest)
        } else if heldUntil == .distantFuture {
            // The segment that is sent again while backed off will tell.
            recovery = .distantFuture
        }
        self[sequence]?.place = .lost(
            recovery: max(now, recovery), isTimeout: isRetransmission)
        lostCount += 1
        if lostCount > 1, !isRetransmission, heldUntil < .distantFuture {
            let probe = segment.leftAt + roundTrip * 2 + Self.probeSlack
            hasten { _, lost in lost.retransmissions == 0 ? max(now, probe) : nil }
        }
        noteNextRecovery()
    }
    /// Notes that the sender learns at `acknowledged` that `segment` is there.
    mutating func acknowledge(
        _ sequence: UInt64, _ segment: StreamSegment, at acknowledged: Instant
    ) {
        let isRetransmission = segment.retransmissions > 0
        if isRetransmission { heldUntil = min(heldUntil, acknowledged) }
        guard lostCount > 0 else { return }
        let backDelay = returnDelay
        hasten { other, lost in
            if isRetransmission { return acknowledged }
            guard other < sequence, lost.retransmissions == 0 else { return nil }
            let roundTrip = lost.transit + backDelay
            return max(acknowledged, lost.leftAt + roundTrip + roundTrip / 4)
        }
        noteNextRecovery()
    }
    /// Sends again what the sender knows by `now` to be lost.
    mutating func recover(at now: Instant) {
        let isTimeout = (0..<window.count).contains { offset in
            guard case .lost(let recovery, true) = window[offset]?.place else { return false }
            return recovery <= now
        }
        if isTimeout {
            backOff()
        } else {
            for offset in 0..<window.count {
                guard let recovery = window[offset]?.recovery, recovery <= now else { continue }
                sendAgain(offset)
            }
        }
        noteNextRecovery()
        leaveNext(at: now)
    }

    private mutating func backOff() {
        counts.timeouts += 1
        var isFirst = true
        for offset in 0..<window.count where window[offset]?.recovery != nil {
            if isFirst {
                sendAgain(offset)
            } else {
                window[offset]?.place = .lost(recovery: .distantFuture, isTimeout: false)
            }
            isFirst = false
        }
        heldUntil = .distantFuture
    }
    private mutating func sendAgain(_ offset: Int) {
        guard var segment = window[offset] else { return }
        segment.place = .waiting
        segment.retransmissions += 1
        window[offset] = segment
        lostCount -= 1
        counts.retransmissions += 1
        resend.append(base + UInt64(offset))
    }
    /// Lets each lost segment be sent again no later than `recovery` says of it and its sequence.
    private mutating func hasten(_ recovery: (UInt64, StreamSegment) -> Instant?) {
        for offset in 0..<window.count {
            guard let segment = window[offset], let known = segment.recovery,
                let earlier = recovery(base + UInt64(offset), segment), earlier < known
            else { continue }
            window[offset]?.place = .lost(recovery: earlier, isTimeout: false)
        }
    }
    private mutating func noteNextRecovery() {
        nextRecovery = .distantFuture
        guard lostCount > 0 else { return }
        for offset in 0..<window.count {
            guard let recovery = window[offset]?.recovery else { continue }
            nextRecovery = min(nextRecovery, recovery)
        }
    }
}
