import Timekeeping

/// What the sender learns, and what it sends again: what Linux's TCP does, when.
///
/// - RACK (RFC 8985): what left before something that is there is lost once it is a round trip and
///   the window for disorder older; what was sent again is judged likewise. The window is a quarter
///   of the least round trip, and nothing once something is known to be lost.
/// - A tail probe (same RFC) two round trips after the latest segment, and 200 ms later if only one
///   is out, whose acknowledgement may just be delayed; no later than the timer would go off.
/// - The timer (RFC 6298): a round trip and 200 ms or four variations, doubled each time. When it
///   is up the sender has backed off: one segment is out.
/// - While it recovers no more is out than was acknowledged (packet conservation, RFC 6937), which
///   for thin flows means what is sent again and nothing new; a round trip later, four and more.
extension StreamLink {
    /// What Linux lets pass beyond RACK's times (`TCP_TIMEOUT_MIN`).
    static let timerSlack = Interval.milliseconds(2)
    static let delayedAcknowledgementOfOne = Interval.milliseconds(200)

    /// What a sender lets be out a round trip after it noticed a loss (`bbr_cwnd_min_target`).
    static let leastWindow = 4

    /// Whether the sender may send one more.
    var isAllowed: Bool {
        guard let allowance else { return true }
        return inFlight < allowance
    }

    /// Takes what the receiver said.
    mutating func learn(_ news: StreamAcknowledgement, at now: Instant) {
        var lesson = Lesson()
        // What lies beyond a gap first, as Linux does.
        if news.hasGap { learnBeyond(news, at: now, &lesson) }
        let isAdvance = news.next > base
        if isAdvance { learnInOrder(news, at: now, &lesson) }
        if let sample = lesson.sample { roundTrip.take(sample) }
        if isAdvance { advanced(at: now) }
        if isAdvance, !armProbe(at: now, isNews: true) { armTimeout(at: now) }
        if thereBeyond > 0 || lesson.isAgain { detectLoss(at: now) }
        if isRecovering, lesson.known > 0 { widen(by: lesson.known) }
        leaveNext(at: now)
    }
    /// Does what is due for want of news.
    mutating func passTime(at now: Instant) {
        switch timer.purpose {
        case .nothing: break
        case .disorder:
            detectLoss(at: now)
            if timer.purpose != .timeout { armTimeout(at: now) }
        case .probe: probe(at: now)
        case .timeout:
            if isFirstWaiting {
                armTimeout(at: now)
            } else {
                backOff(at: now)
            }
        }
        leaveNext(at: now)
    }
    /// A segment left at `now`, for the first time or again.
    mutating func noteDeparture(_ sequence: UInt64, isNew: Bool, at now: Instant) {
        guard isNew else {
            guard sequence == base || probeEnd != nil else { return }
            timer = StreamTimer(.timeout, after: timeout, at: now)
            return
        }
        if window.count == 1 || timer.purpose == .probe { armTimeout(at: now) }
        armProbe(at: now, isNews: false)
    }

    /// What one acknowledgement told: a round trip, how many segments are there, and whether one of
    /// them had been sent again.
    private struct Lesson {
        var sample: Interval?
        var known = 0
        var isAgain = false
    }
    private mutating func learnBeyond(
        _ news: StreamAcknowledgement, at now: Instant, _ lesson: inout Lesson
    ) {
        for sequence in max(news.next, base)..<max(sentEnd, news.next) {
            guard let segment = self[sequence], segment.arrivedAt <= news.at,
                segment.knowledge != .isThere
            else { continue }
            self[sequence]?.knowledge = .isThere
            thereBeyond += 1
            note(sequence, segment, at: now, &lesson)
        }
    }
    private mutating func learnInOrder(
        _ news: StreamAcknowledgement, at now: Instant, _ lesson: inout Lesson
    ) {
        // Rather what is acknowledged in order.
        lesson.sample = nil
        while base < news.next, let segment = window.popFirst() {
            if segment.knowledge == .isThere {
                thereBeyond -= 1
            } else {
                note(base, segment, at: now, &lesson)
            }
            base += 1
        }
    }
    private mutating func note(
        _ sequence: UInt64, _ segment: StreamSegment, at now: Instant, _ lesson: inout Lesson
    ) {
        let span = now - segment.leftAt
        lesson.known += 1
        if segment.departures > 1 {
            lesson.isAgain = true
            // Rather what had left before.
            guard span >= roundTrip.least else { return }
        } else if lesson.sample == nil {
            lesson.sample = span
        }
        latest.roundTrip = span
        if (segment.leftAt, sequence) > (latest.leftAt, latest.sequence) {
            latest = (span, segment.leftAt, sequence)
        }
    }
    /// More may be out: at first what was acknowledged, a round trip later more.
    private mutating func widen(by known: Int) {
        allowance = allowance.map { max($0 + known, Self.leastWindow) } ?? max(inFlight + known, 1)
    }
    private var isRecovering: Bool { recoveryEnd != nil }
    /// Segments out, as far as the sender knows.
    private var inFlight: Int {
        var count = 0
        for offset in 0..<window.count where window[offset]?.isInFlight == true { count += 1 }
        return count
    }
    /// What is missing first is about to leave again.
    private var isFirstWaiting: Bool {
        leaving != nil && (leaving?.sequence == base || window.first?.isInFlight == false)
    }
    private var timeout: Interval {
        let doublings = min(backOffs, Limits.doublings)
        let longest = Interval.milliseconds(Limits.retransmissionMilliseconds)
        return min(roundTrip.timeout * (1 << Int64(doublings)), longest)
    }
    /// From now on, or from when the first left if a shorter time had begun.
    private mutating func armTimeout(at now: Instant) {
        guard let first = window.first else {
            timer = .off
            return
        }
        let isShorter = timer.purpose == .probe || timer.purpose == .disorder
        let elapsed = isShorter ? now - first.leftAt : .zero
        timer = StreamTimer(.timeout, after: max(timeout - elapsed, .zero), at: now)
    }
    /// Whether a probe is sent if nothing is heard: not while something is known to be missing.
    @discardableResult
    private mutating func armProbe(at now: Instant, isNews: Bool) -> Bool {
        guard !isRecovering, thereBeyond == 0, let first = window.first else { return false }
        let slack = window.count == 1 ? Self.delayedAcknowledgementOfOne : Self.timerSlack
        let wait = roundTrip.smooth * 2 + slack
        let limit = isNews ? timeout : timeout - (now - first.leftAt)
        timer = StreamTimer(.probe, after: limit > .zero ? min(wait, limit) : wait, at: now)
        return true
    }
    private mutating func advanced(at now: Instant) {
        backOffs = 0
        if let end = probeEnd, base >= end { probeEnd = nil }
        guard let end = recoveryEnd, base >= end else { return }
        recoveryEnd = nil
        allowance = nil
    }
    private mutating func detectLoss(at now: Instant) {
        let disorder = isRecovering ? .zero : min(roundTrip.least / 4, roundTrip.smooth)
        var rest: Interval?
        var isLoss = false
        for offset in 0..<window.count {
            guard let segment = window[offset], segment.isInFlight else { continue }
            let sequence = base + UInt64(offset)
            guard (segment.leftAt, sequence) < (latest.leftAt, latest.sequence) else { continue }
            let wait = segment.leftAt + latest.roundTrip + disorder - now
            if wait <= .zero {
                window[offset]?.knowledge = .isLost
                resend.append(sequence)
                isLoss = true
            } else {
                rest = max(rest ?? wait, wait)
            }
        }
        if let rest { timer = StreamTimer(.disorder, after: rest + Self.timerSlack, at: now) }
        if isLoss, !isRecovering { recoveryEnd = sentEnd }
    }
    private mutating func probe(at now: Instant) {
        guard leaving == nil, probeEnd == nil, let last = self[sentEnd - 1], last.isInFlight else {
            return armTimeout(at: now)
        }
        probeEnd = sentEnd
        counts.retransmissions += 1
        leave(sentEnd - 1, from: now)
    }
    private mutating func backOff(at now: Instant) {
        counts.timeouts += 1
        backOffs += 1
        resend.removeAll()
        for offset in 0..<window.count {
            guard let segment = window[offset], segment.departures > 0,
                segment.knowledge != .isThere
            else { continue }
            window[offset]?.knowledge = .isLost
            resend.append(base + UInt64(offset))
        }
        allowance = inFlight + 1
        recoveryEnd = sentEnd
        probeEnd = nil
        armTimeout(at: now)
    }
}
