import SansIO
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
/// it waits for a worker, and a newer capture may take its place.
struct Offload: Sendable {
    struct Capture: Hashable, Sendable {
        var id: CaptureID
        var time: Instant
    }
    struct Flight: Hashable, Sendable {
        var capture: Capture
        var sequence: UInt64
        var sentAt: Instant
        /// What the link was given to carry.
        var size: RateControl.Sent
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
    /// Which captures are due.
    private(set) var pacing: Pacing
    private var terminals = FateCounts()
    private var atHead: Capture?
    private var beforeHead: Capture?
    private var beforeEncoder: Capture?
    private var atEncoder: Capture?
    /// The oldest first.
    private var inFlight: [Flight] = []
    /// Latents the other side lets be in flight, and what a message there and back usually takes.
    private var credit = 1
    private var roundTrip: Interval?
    private var overdue: [Flight] = []
    private var newest: CaptureID?
    private var latestExposure = Instant.origin
    private var effects = OutputQueue<Effect>(limit: Limits.outputs)

    init(configuration: EdgeConfiguration) {
        budget = configuration.budget
        patience = configuration.patience
        precondition(budget > .zero && patience >= budget, "patience covers the budget")
        pacing = Pacing(configuration: configuration)
        overdue.reserveCapacity(Limits.overdueLatents)
        inFlight.reserveCapacity(Limits.latentsInFlight)
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
    /// When the oldest latent in flight leaves its place, the oldest overdue one is given up, or a
    /// second one may go, whichever is first.
    var wakeup: Instant? {
        var earliest = Instant.distantFuture
        if let flight = inFlight.first { earliest = flight.capture.time + budget }
        if let late = overdue.first { earliest = min(earliest, late.capture.time + patience) }
        if beforeEncoder != nil, atEncoder == nil, let next = nextFlight {
            earliest = min(earliest, next)
        }
        return earliest == .distantFuture ? nil : earliest
    }
    /// From when on a latent may be on its way; nil while as many are as may be.
    private var nextFlight: Instant? {
        guard let last = inFlight.last else { return .origin }
        guard inFlight.count < min(credit, Limits.latentsInFlight), let roundTrip else {
            return nil
        }
        return last.sentAt + roundTrip
    }
    /// What is known of the link: the credit given, and what a message there and back usually
    /// takes; nil before that was measured.
    mutating func keepLink(credit: Int, roundTrip: Interval?) {
        self.credit = credit
        self.roundTrip = roundTrip
    }
    mutating func nextEffect() -> Effect? { effects.popFirst() }

    /// A capture was taken at `exposure`, of which the news came at `now`; captures are counted
    /// upward. Its age counts from the exposure. One whose exposure cannot be true is rejected.
    mutating func captured(_ id: CaptureID, exposedAt exposure: Instant, at now: Instant) {
        precondition(newest.map { $0 < id } ?? true, "captures are counted upward")
        newest = id
        terminals.captured += 1
        let capture = Capture(id: id, time: exposure)
        if let rejection = rejection(of: exposure, at: now) {
            return end(capture, .rejected(.exposure(rejection)), release: true)
        }
        latestExposure = exposure
        guard pacing.uses(exposure) else { return end(capture, .skipped, release: true) }
        guard atHead != nil else { return run(capture) }
        if let older = beforeHead { end(older, .superseded, release: true) }
        beforeHead = capture
    }
    /// Captures are paced as asked for from now on; what a camera that can be told is told.
    mutating func keep(_ pace: Pace, at now: Instant) -> Pacing.Trigger? {
        pacing.take(pace, at: now)
    }
    /// Captures have the device's own pace again.
    mutating func endPace(at now: Instant) -> Pacing.Trigger? { pacing.end(at: now) }
    /// When capture `id` was taken, if the head is running on it.
    func captureAtHead(_ id: CaptureID) -> Capture? { atHead?.id == id ? atHead : nil }

    /// The head is done with the capture; its latent waits for the encoder if `isLinked`.
    mutating func headFinished(isLinked: Bool, at now: Instant) {
        guard let capture = atHead else { return }
        leaveHead()
        guard isLinked else { return end(capture, .lost(.noSession), release: true) }
        if let older = beforeEncoder { end(older, .superseded, release: true) }
        beforeEncoder = capture
        encodeNext(at: now)
    }
    mutating func headFailed() {
        guard let capture = atHead else { return }
        leaveHead()
        end(capture, .rejected(.headFailed), release: true)
    }

    /// The encoder is done with `id`: the capture to send now, or nil if it has ended.
    mutating func encoded(_ id: CaptureID, isLinked: Bool, at now: Instant) -> Capture? {
        guard let capture = leaveEncoder(id) else { return nil }
        effects.append(.releaseCapture(id))
        if !isLinked {
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

    /// The capture's latent went out.
    mutating func sent(
        _ capture: Capture, sequence: UInt64, size: RateControl.Sent, at now: Instant
    ) {
        precondition(inFlight.count < Limits.latentsInFlight, "few latents are in flight")
        inFlight.append(Flight(capture: capture, sequence: sequence, sentAt: now, size: size))
    }
    /// The latent that an answer names, if it is waited for; it stays so until `settle`.
    func flight(sequence: UInt64, stamp: UInt64) -> Flight? {
        let matches = { (flight: Flight) in
            flight.sequence == sequence && flight.capture.time.nanoseconds == stamp
        }
        return inFlight.first(where: matches) ?? overdue.first(where: matches)
    }
    /// Ends `flight`, which was found by `flight(sequence:stamp:)`.
    mutating func settle(_ flight: Flight, _ fate: Fate, at now: Instant) {
        inFlight.removeAll { $0 == flight }
        overdue.removeAll { $0 == flight }
        end(flight.capture, fate, release: false)
        encodeNext(at: now)
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
    /// The session ended: no answer will come.
    mutating func sessionLost() {
        for flight in overdue { end(flight.capture, .lost(.sessionLost), release: false) }
        overdue.removeAll(keepingCapacity: true)
        for flight in inFlight { end(flight.capture, .lost(.sessionLost), release: false) }
        inFlight.removeAll(keepingCapacity: true)
        if let capture = beforeEncoder { end(capture, .lost(.noSession), release: true) }
        beforeEncoder = nil
    }

    private func rejection(of exposure: Instant, at now: Instant) -> ExposureRejection? {
        if exposure > now { return .inFuture }
        if now - exposure > Limits.exposureAge { return .tooOld }
        return exposure < latestExposure ? .beforeEarlier : nil
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
        guard atEncoder == nil, let next = nextFlight, now >= next, let capture = beforeEncoder
        else { return }
        beforeEncoder = nil
        guard now - capture.time < budget else {
            return end(capture, .expired, release: true)
        }
        atEncoder = capture
        effects.append(.encode(capture.id))
    }
    private mutating func end(_ capture: Capture, _ fate: Fate, release: Bool) {
        terminals.count(fate)
        effects.append(.fate(capture.id, fate))
        if release { effects.append(.releaseCapture(capture.id)) }
    }
}
