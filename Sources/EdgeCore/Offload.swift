import Failsafe
import SansIO
import Session
import Timekeeping
import Wire

/// Where every capture is on its way to the cloud, and where each one went.
///
/// ```
/// captured -> due? -> head -> waiting -> encoding -> in flight -> overdue
///                     (mailbox of one   (mailbox     (one; two    (past its budget, still
///                      before it)        of one)      if credit    waited for)
///                                                     allows)
/// ```
/// Newest wins in both mailboxes. Every way out counts exactly one fate.
///
/// One in flight, so that nothing queues on a thin link. A second one goes where credit allows once
/// the first must have arrived, a usual round trip after it went, and is still not answered: then
/// it waits for a worker, and a newer capture may take its place. Where the round trip is longer
/// than from one capture to the next, the second goes halfway through it, so that plans come twice
/// as often, as evenly as they can.
///
/// Without a session the newest latent waits for one: the first plan after a hole needs no capture
/// of its own.
struct Offload: Sendable {
    struct Capture: Hashable, Sendable {
        var id: CaptureID
        var time: Instant
    }
    struct Flight: Hashable, Sendable {
        var capture: Capture
        /// Its number in the session in use, which the plan it yields is known by.
        var sequence: UInt64
        /// Whether an answer may still come in the session in use.
        var isFirstOpen = true
        /// The other way on which it went too, while an answer may still come there.
        var second: Way?
        var sentAt: Instant
        /// What the link was given to carry.
        var size: RateControl.Sent
    }
    /// Where the same latent went once more: a session and the number there.
    struct Way: Hashable, Sendable {
        var epoch: UInt64
        var sequence: UInt64
    }
    /// Where a second answer to a latent may come.
    private struct OpenWay: Hashable, Sendable {
        var way: Way
        var sentAt: Instant
    }
    /// What is known of the way to the cloud.
    struct Link: Hashable, Sendable {
        var isThere = false
        /// Latents that the other side lets be in flight.
        var credit = 1
        /// What a message there and back usually takes; nil before that was measured.
        var roundTrip: Interval?

        init() {}
        init(_ session: Homes) {
            isThere = session.isLinked
            credit = session.credit
            roundTrip = session.clock.usualRoundTrip
        }
    }
    /// What follows from a step.
    enum Effect: Hashable, Sendable {
        case runHead(CaptureID)
        case encode(CaptureID)
        case releaseCapture(CaptureID)
        case fate(CaptureID, Fate)
        case unanswered(RateControl.Sent)
    }

    private let budget: Interval
    private let patience: Interval
    private let capturePeriod: Interval
    /// Which captures are due.
    private(set) var pacing: Pacing
    private var terminals = FateCounts()
    private var atHead: Capture?
    private var beforeHead: Capture?
    private var beforeEncoder: Capture?
    private var atEncoder: Capture?
    /// The oldest first.
    private var inFlight: [Flight] = []
    private var link = Link()
    /// No session will be there any more.
    private var isEnded = false
    private var overdue: [Flight] = []
    /// Ways of latents that are answered, on which a second answer may come; the oldest first.
    private var answeredWays: [OpenWay] = []
    private var newest: CaptureID?
    private var latestExposure = Instant.origin
    private var hasExposure = false
    private var effects = OutputQueue<Effect>(limit: Limits.outputs)

    init(configuration: EdgeConfiguration) {
        budget = configuration.budget
        patience = configuration.patience
        capturePeriod = configuration.capturePeriod
        precondition(budget > .zero && patience >= budget, "patience covers the budget")
        pacing = Pacing(configuration: configuration)
        overdue.reserveCapacity(Limits.overdueLatents)
        inFlight.reserveCapacity(Limits.latentsInFlight)
        answeredWays.reserveCapacity(Limits.answeredWays)
    }

    /// The fates so far and what is pending now.
    var counts: FateCounts {
        var counts = terminals
        for place in [atHead, beforeHead, beforeEncoder, atEncoder] where place != nil {
            counts.pending += 1
        }
        counts.pending += UInt64(inFlight.count + overdue.count)
        return counts
    }
    /// When the oldest latent in flight leaves its place, the oldest overdue one is given up, a
    /// second one may go, or one has waited too long for a session, whichever is first.
    var wakeup: Instant? {
        var earliest = Instant.distantFuture
        if let flight = inFlight.first { earliest = flight.capture.time + budget }
        if let late = overdue.first { earliest = min(earliest, late.capture.time + patience) }
        if let waiting = beforeEncoder, atEncoder == nil {
            let next = link.isThere ? nextFlight : waiting.time + budget
            if let next { earliest = min(earliest, next) }
        }
        return earliest == .distantFuture ? nil : earliest
    }
    /// From when on a latent may be on its way; nil while as many are as may be.
    private var nextFlight: Instant? {
        guard let last = inFlight.last else { return .origin }
        guard inFlight.count < min(link.credit, Limits.latentsInFlight),
            let roundTrip = link.roundTrip
        else { return nil }
        return last.sentAt + min(roundTrip, max(capturePeriod, roundTrip / 2))
    }
    /// The way to the cloud is like this now; what waited for it goes at once.
    mutating func keep(_ link: Link, at now: Instant) {
        let returns = link.isThere && !self.link.isThere
        self.link = link
        if returns { encodeNext(at: now) }
    }
    mutating func nextEffect() -> Effect? { effects.popFirst() }

    /// A capture was taken at `exposure`, of which the news came at `now`; captures are counted
    /// upward. Its age counts from the exposure. One whose exposure cannot be true is rejected;
    /// returns why.
    mutating func captured(
        _ id: CaptureID, exposedAt exposure: Instant, at now: Instant
    ) -> ExposureRejection? {
        precondition(newest.map { $0 < id } ?? true, "captures are counted upward")
        newest = id
        terminals.captured += 1
        let capture = Capture(id: id, time: exposure)
        if let rejection = rejection(of: exposure, at: now) {
            end(capture, .rejected(.exposure(rejection)), release: true)
            return rejection
        }
        latestExposure = exposure
        hasExposure = true
        if !pacing.uses(exposure) {
            end(capture, .skipped, release: true)
        } else if atHead == nil {
            run(capture)
        } else {
            if let older = beforeHead { end(older, .superseded, release: true) }
            beforeHead = capture
        }
        return nil
    }
    /// The picture of capture `id` cannot be used: nothing is computed from it, if it is still
    /// waiting for that.
    mutating func pictureFailed(_ id: CaptureID, _ fault: CameraFault) {
        if let capture = beforeHead, capture.id == id {
            beforeHead = nil
            end(capture, .rejected(.picture(fault)), release: true)
        } else if let capture = atHead, capture.id == id {
            leaveHead()
            end(capture, .rejected(.picture(fault)), release: true)
        }
    }
    /// Captures are paced as asked for from now on; what a camera that can be told is told.
    mutating func keep(_ pace: Pace, at now: Instant) -> Pacing.Trigger? {
        pacing.take(pace, at: now)
    }
    /// Captures have the device's own pace again.
    mutating func endPace(at now: Instant) -> Pacing.Trigger? { pacing.end(at: now) }
    /// When capture `id` was taken, if the head is running on it.
    func captureAtHead(_ id: CaptureID) -> Capture? { atHead?.id == id ? atHead : nil }

    /// The head is done with the capture; its latent waits for the encoder and for a session.
    mutating func headFinished(at now: Instant) {
        guard let capture = atHead else { return }
        leaveHead()
        guard !isEnded else { return end(capture, .lost(.noSession), release: true) }
        if let older = beforeEncoder {
            end(older, link.isThere ? .superseded : .lost(.noSession), release: true)
        }
        beforeEncoder = capture
        encodeNext(at: now)
    }
    mutating func headFailed() {
        guard let capture = atHead else { return }
        leaveHead()
        end(capture, .rejected(.headFailed), release: true)
    }

    /// The encoder is done with `id`: the capture to send now, or nil if it has ended.
    mutating func encoded(_ id: CaptureID, at now: Instant) -> Capture? {
        guard let capture = leaveEncoder(id) else { return nil }
        effects.append(.releaseCapture(id))
        if !link.isThere {
            end(capture, .lost(.noSession), release: false)
        } else if now - capture.time >= budget {
            end(capture, .expired, release: false)
        } else {
            return capture
        }
        encodeNext(at: now)
        return nil
    }
    mutating func encodeFailed(_ id: CaptureID, at now: Instant) {
        guard let capture = leaveEncoder(id) else { return }
        end(capture, .rejected(.encodeFailed), release: true)
        encodeNext(at: now)
    }
    func isAtEncoder(_ id: CaptureID) -> Bool { atEncoder?.id == id }
    /// When the capture that the encoder is at was taken.
    var exposureAtEncoder: Instant? { atEncoder?.time }
    /// The age of the capture that the encoder is at.
    func ageAtEncoder(at now: Instant) -> Interval { atEncoder.map { now - $0.time } ?? .zero }

    /// The capture's latent went out, and `second` too if that is given.
    mutating func sent(
        _ capture: Capture, sequence: UInt64, second: Way?, size: RateControl.Sent,
        at now: Instant
    ) {
        precondition(inFlight.count < Limits.latentsInFlight, "few latents are in flight")
        inFlight.append(
            Flight(
                capture: capture, sequence: sequence, second: second, sentAt: now, size: size))
    }
    /// The latent that an answer in the session in use names, if it is waited for; it stays so
    /// until `settle`.
    func flight(sequence: UInt64, stamp: UInt64) -> Flight? {
        flight(stamp) { $0.isFirstOpen && $0.sequence == sequence }
    }
    /// The same for an answer on another way.
    func flight(_ way: Way, stamp: UInt64) -> Flight? { flight(stamp) { $0.second == way } }
    private func flight(_ stamp: UInt64, _ isMeant: (Flight) -> Bool) -> Flight? {
        let meant = inFlight.first(where: isMeant) ?? overdue.first(where: isMeant)
        return meant.flatMap { $0.capture.time.nanoseconds == stamp ? $0 : nil }
    }
    /// Ends `flight`, which one of the two found; a second answer may still come on its other way.
    mutating func settle(
        _ flight: Flight, _ fate: Fate, epoch: UInt64, by answered: Way?, at now: Instant
    ) {
        inFlight.removeAll { $0.capture.id == flight.capture.id }
        overdue.removeAll { $0.capture.id == flight.capture.id }
        if let second = flight.second {
            let isBySecond = answered == second
            let other = isBySecond ? Way(epoch: epoch, sequence: flight.sequence) : second
            if !isBySecond || flight.isFirstOpen { remember(other, sentAt: flight.sentAt) }
        }
        end(flight.capture, fate, release: false)
        encodeNext(at: now)
    }
    /// When the latent was sent that gets its second answer on `way`; nil if none is expected.
    mutating func secondAnswer(on way: Way) -> Instant? {
        guard let place = answeredWays.firstIndex(where: { $0.way == way }) else { return nil }
        return answeredWays.remove(at: place).sentAt
    }
    /// When the oldest latent was sent that has no answer in session `epoch`, the one in use; what
    /// the patience has given up counts no more.
    func oldestUnanswered(in epoch: UInt64, at now: Instant) -> Instant? {
        var oldest = Instant.distantFuture
        for flights in [inFlight, overdue] {
            for flight in flights where flight.isFirstOpen { oldest = min(oldest, flight.sentAt) }
        }
        for open in answeredWays where open.way.epoch == epoch && now - open.sentAt < patience {
            oldest = min(oldest, open.sentAt)
        }
        return oldest == .distantFuture ? nil : oldest
    }
    /// No plan comes on this way, nil for the session in use; whether one may on the other.
    mutating func close(_ way: Way?, of flight: Flight) -> Bool {
        func close(_ flights: inout [Flight]) {
            for place in flights.indices where flights[place].capture.id == flight.capture.id {
                if way == nil {
                    flights[place].isFirstOpen = false
                } else {
                    flights[place].second = nil
                }
            }
        }
        close(&inFlight)
        close(&overdue)
        return way == nil ? flight.second != nil : flight.isFirstOpen
    }
    private mutating func remember(_ way: Way, sentAt: Instant) {
        if answeredWays.count == Limits.answeredWays { answeredWays.removeFirst() }
        answeredWays.append(OpenWay(way: way, sentAt: sentAt))
    }
    /// The fate of `flight` for an answer that came at `now`.
    func fate(of flight: Flight, answeredAt now: Instant) -> Fate {
        now - flight.capture.time <= budget ? .answered : .answeredLate
    }
    /// What remains of the budget of `capture`.
    func remaining(of capture: Capture, at now: Instant) -> Interval {
        budget - (now - capture.time)
    }

    /// Time passed: frees the place in flight after the budget, gives up after the patience.
    mutating func expire(at now: Instant) {
        while let flight = inFlight.first, now >= flight.capture.time + budget {
            inFlight.removeFirst()
            if overdue.count == Limits.overdueLatents { giveUp(overdue.removeFirst()) }
            overdue.append(flight)
        }
        encodeNext(at: now)
        while let first = overdue.first, now >= first.capture.time + patience {
            giveUp(overdue.removeFirst())
        }
    }
    /// The session ended: no answer will come, but to what went in the session `successor` too,
    /// which is the one in use from now on.
    mutating func sessionLost(successor: UInt64?) {
        overdue = carriedOver(overdue, to: successor)
        inFlight = carriedOver(inFlight, to: successor)
        answeredWays.removeAll { $0.way.epoch != successor }
    }
    /// The last session ended, and none will follow.
    mutating func end() {
        isEnded = true
        sessionLost(successor: nil)
        if let capture = beforeEncoder { end(capture, .lost(.noSession), release: true) }
        beforeEncoder = nil
    }

    private mutating func carriedOver(_ flights: [Flight], to successor: UInt64?) -> [Flight] {
        var kept: [Flight] = []
        for var flight in flights {
            if let second = flight.second, second.epoch == successor {
                flight.sequence = second.sequence
                flight.isFirstOpen = true
                flight.second = nil
                kept.append(flight)
            } else {
                end(flight.capture, .lost(.sessionLost), release: false)
            }
        }
        return kept
    }
    private func rejection(of exposure: Instant, at now: Instant) -> ExposureRejection? {
        if exposure > now { return .inFuture }
        if now - exposure > Limits.exposureAge { return .tooOld }
        if exposure < latestExposure { return .beforeEarlier }
        return exposure == latestExposure && hasExposure ? .sameAsEarlier : nil
    }
    private mutating func run(_ capture: Capture) {
        atHead = capture
        effects.append(.runHead(capture.id))
    }
    private mutating func leaveHead() {
        atHead = nil
        guard let next = beforeHead else { return }
        beforeHead = nil
        run(next)
    }
    private mutating func giveUp(_ flight: Flight) {
        effects.append(.unanswered(flight.size))
        end(flight.capture, .lost(.unanswered), release: false)
    }
    private mutating func leaveEncoder(_ id: CaptureID) -> Capture? {
        guard let capture = atEncoder, capture.id == id else { return nil }
        atEncoder = nil
        return capture
    }
    private mutating func encodeNext(at now: Instant) {
        guard atEncoder == nil, let capture = beforeEncoder else { return }
        guard now - capture.time < budget else {
            beforeEncoder = nil
            return end(capture, link.isThere ? .expired : .lost(.noSession), release: true)
        }
        guard link.isThere, let next = nextFlight, now >= next else { return }
        beforeEncoder = nil
        atEncoder = capture
        effects.append(.encode(capture.id))
    }
    private mutating func end(_ capture: Capture, _ fate: Fate, release: Bool) {
        terminals.count(fate)
        effects.append(.fate(capture.id, fate))
        if release { effects.append(.releaseCapture(capture.id)) }
    }
}
