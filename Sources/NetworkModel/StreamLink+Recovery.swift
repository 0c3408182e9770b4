import Timekeeping

/// When a lost segment is sent again: what Linux's TCP would know, and when.
///
/// - An acknowledgement of something sent later, but not before a quarter of a round trip has
///   passed beyond one (RACK, RFC 8985). If it also acknowledges the segment before the missing
///   one, whose acknowledgement was delayed until now, then Linux takes that delay for part of the
///   round trip, and waits for the quarter from now on. What was sent again and is lost too is
///   known so as well, without the quarter.
/// - A tail probe two round trips and 8 ms after the latest segment, if several are missing, which
///   is that segment; its acknowledgement tells of the others. After a round trip and 200 ms if
///   one is missing, since its acknowledgement may just be delayed.
/// - If what was sent again is lost too and nothing tells: a round trip and 200 ms, doubled each
///   time (RFC 6298). When that time is up the sender has backed off: only the first missing
///   segment is sent, and neither the others nor anything new before it is acknowledged.
extension StreamLink {
    private static let probeSlack = Interval.milliseconds(8)
    private static let delayedAcknowledgement = Interval.milliseconds(200)
    /// How long a receiver waits for a second segment before it acknowledges one alone, as long as
    /// answers go out between (Linux's TCP_DELACK_MIN).
    private static let soloAcknowledgement = Interval.milliseconds(40)
    /// What a wait of RACK takes beyond its time: Linux's two milliseconds, and what is left of
    /// one of its 250 ticks a second and of the next.
    private static let reorderingSlack = Interval.milliseconds(4)

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
            hasten { other, lost, _ in
                other == sequence && lost.retransmissions == 0 ? max(now, probe) : nil
            }
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
        hasten { other, lost, before in
            if isRetransmission { return acknowledged }
            guard other < sequence, lost.leftAt <= segment.leftAt else { return nil }
            // The sender is recovering already: it waits for nothing beyond the news.
            if lost.retransmissions > 0 { return acknowledged }
            let roundTrip = lost.transit + backDelay
            let held = before.flatMap { Self.isHeld($0, lost, until: segment) ? $0 : nil }
            let measured = held.map { acknowledged - $0.leftAt } ?? roundTrip
            let known = lost.leftAt + measured + roundTrip / 4
            return known > acknowledged ? known + Self.reorderingSlack : acknowledged
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

    /// Whether the acknowledgement of the segment before a lost one leaves only when `later` comes:
    /// it is the last of an odd number, so the receiver waits for one more, and no answer to an
    /// incomplete message takes it along.
    private static func isHeld(
        _ before: StreamSegment, _ lost: StreamSegment, until later: StreamSegment
    ) -> Bool {
        guard lost.index % 2 == 1, before.place == .arrived || before.place == .flying else {
            return false
        }
        let waits = before.leftAt + before.transit + soloAcknowledgement
        return later.leftAt + later.transit < waits
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
    /// Lets each lost segment be sent again no later than `recovery` says of its sequence, it, and
    /// the one before it.
    private mutating func hasten(
        _ recovery: (UInt64, StreamSegment, StreamSegment?) -> Instant?
    ) {
        for offset in 0..<window.count {
            let before = offset > 0 ? window[offset - 1] : latestReleased
            guard let segment = window[offset], let known = segment.recovery,
                let earlier = recovery(base + UInt64(offset), segment, before), earlier < known
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
