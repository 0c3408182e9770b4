public import Randomness
public import SansIO
public import Timekeeping
public import Wire

/// The calling side of a session: a device or a worker.
///
/// ```
///        start            opened            welcome
/// idle --------> opening --------> greeting --------> established
///                  ^  | timeout,      | no answer,       | silence, closed, goodbye
///                  |  v closed        v refused          v
///                  +----------------- pause <------------+
///                    after back-off             (unknown session: greeting again, once)
/// ```
/// Where a silent session is kept (`SessionConfiguration.silenceGrace`), it is `isSilent` before it
/// is lost: frames of the other side end that, and `Homes` looks for another meanwhile.
///
/// One connection and one epoch at a time: a new try has a new connection number and a new random
/// epoch, so what an old connection still delivers is refused by its epoch, and counted.
/// Tests, by edge: `ClientSessionTests`; over bad links: `SessionPairTests`.
public struct ClientSession: StateMachine, Sendable {
    /// What happens to it.
    public enum Input: Hashable, Sendable {
        /// Begin.
        case start
        /// The connection asked for is usable.
        case connectionOpened(UInt64)
        /// The connection is gone.
        case connectionClosed(UInt64)
        /// A frame arrived, on whichever connection.
        case received(Envelope)
        /// Bytes arrived that are no frame.
        case malformed
        /// The wake-up is due.
        case wake
        /// End, saying why.
        case stop(GoodbyeReason)
    }
    /// What it wants done.
    public enum Output: Hashable, Sendable {
        /// Open a connection and report on it under this number.
        case openConnection(UInt64)
        /// Close it; nothing more is sent on it.
        case closeConnection(UInt64)
        /// Send a frame without payload on it.
        case transmit(Envelope, connection: UInt64)
        /// The session stands.
        case established(epoch: UInt64, Welcome)
        /// The other side said no; another try follows.
        case refused(Refuse)
        /// The session, or a try at one, ended; another try follows unless stopped.
        case lost(SessionLoss)
        /// Nothing valid was heard for the silence limit; the session is kept for a while.
        case silent
        /// Something was heard again.
        case heard
        /// A frame of this session for the core above.
        case deliver(Envelope)
        /// A frame was not taken.
        case rejected(SessionRejection)
    }
    private enum State: Hashable, Sendable {
        case idle
        case pause
        case opening
        case greeting
        case established
        case stopped
    }

    /// What was counted so far.
    public private(set) var counts = SessionCounts()
    /// The number of the connection in use or tried last; zero before the first.
    public private(set) var connection: UInt64 = 0
    /// Latents (or batches) the other side lets be in flight at once, 1 to 64, by its last welcome
    /// or, of a device, the pace after it; one before the first. Whoever sends them keeps to it.
    public private(set) var credit = 1
    private let greeting: Message
    private let configuration: SessionConfiguration
    private var random: RandomStream
    private var state = State.idle
    private var frames = FrameCounter(epoch: 0)
    private var heartbeatPeriod: Interval
    private var silenceLimit: Interval
    private var tries = 0
    private var establishedAt = Instant.origin
    /// Whether nothing valid was heard for the silence limit, and the session is kept nevertheless.
    public private(set) var isSilent = false
    private var timers = TimerTable<SessionTimer>()
    private var outputs = OutputQueue<Output>(limit: Limits.outputs)

    /// A session that begins with `greeting`, a hello or a register. Epochs and jitter are drawn
    /// from `random`, which is seeded differently in each process.
    public init(greeting: Message, configuration: SessionConfiguration, random: RandomStream) {
        precondition(
            greeting.kind == .hello || greeting.kind == .register, "a greeting opens a session")
        self.greeting = greeting
        self.configuration = configuration
        self.random = random
        heartbeatPeriod = configuration.heartbeatPeriod
        silenceLimit = configuration.silenceLimit
    }

    /// Whether messages can be sent.
    public var isEstablished: Bool { state == .established }
    /// Whether a greeting waits for its answer.
    var isGreeting: Bool { state == .greeting }
    /// Whether it stands for as long as shows that the way to the other side is good.
    func hasLasted(at now: Instant) -> Bool {
        isEstablished && now - establishedAt >= configuration.silenceLimit
    }
    /// The epoch in use or tried last; zero before the first.
    public var epoch: UInt64 { frames.epoch }
    /// Round trip and clock offset to the other side, this session.
    public var clock: ClockEstimate { frames.clock }
    /// When it wants to be woken.
    public var wakeup: Instant? { timers.wakeup }
    /// The next thing to do.
    public mutating func nextOutput() -> Output? { outputs.popFirst() }

    /// Numbers `message` for sending at `now`, or nil if there is no session. The caller sends the
    /// frame with its payload on `connection`.
    public mutating func stamp(_ message: Message, at now: Instant) -> Envelope? {
        guard isEstablished else { return nil }
        return numbered(message, at: now)
    }

    /// Takes an input.
    public mutating func handle(_ input: Input, at now: Instant) {
        switch input {
        case .start: if state == .idle { open(at: now) }
        case .connectionOpened(let number):
            guard state == .opening, number == connection else { return }
            greet(at: now)
        case .connectionClosed(let number):
            guard number == connection else { return }
            fail(.connectionClosed, pause: .zero, at: now)
        case .received(let envelope): receive(envelope, at: now)
        case .malformed: reject(.malformed)
        case .wake: while let timer = timers.popDue(at: now) { fire(timer, at: now) }
        case .stop(let reason): stop(reason, at: now)
        }
    }
}

extension ClientSession {
    private mutating func fire(_ timer: SessionTimer, at now: Instant) {
        switch timer {
        case .phase:
            switch state {
            case .pause: open(at: now)
            case .opening: fail(.connectTimeout, pause: .zero, at: now)
            case .greeting: fail(.unanswered, pause: .zero, at: now)
            case .idle, .established, .stopped: break
            }
        case .silence: fallSilent(at: now)
        case .heartbeat, .chaser:
            guard isEstablished else { return }
            let envelope = frames.heartbeat(at: now)
            noteSent(isHeartbeat: true, at: now)
            outputs.append(.transmit(envelope, connection: connection))
        }
    }

    private mutating func fallSilent(at now: Instant) {
        guard !isSilent, configuration.silenceGrace > .zero else {
            return fail(.silence, pause: .zero, at: now)
        }
        isSilent = true
        timers.set(.silence, at: now + configuration.silenceGrace)
        outputs.append(.silent)
    }

    private mutating func open(at now: Instant) {
        connection += 1
        state = .opening
        timers.set(.phase, at: now + configuration.connectTimeout)
        outputs.append(.openConnection(connection))
    }
    private mutating func greet(at now: Instant) {
        var epoch = random.next()
        while epoch == 0 || epoch == frames.epoch { epoch = random.next() }
        frames = FrameCounter(epoch: epoch)
        state = .greeting
        isSilent = false
        timers.cancelAll()
        timers.set(.phase, at: now + configuration.greetingTimeout)
        counts.sent += 1
        outputs.append(.transmit(frames.stamp(greeting), connection: connection))
    }
    private mutating func establish(_ welcome: Welcome, at now: Instant) {
        state = .established
        establishedAt = now
        counts.established += 1
        let asked = min(
            max(welcome.heartbeatPeriod, Limits.heartbeatPeriod.lowerBound),
            Limits.heartbeatPeriod.upperBound)
        heartbeatPeriod = min(asked, configuration.heartbeatPeriod)
        // The smaller of both, for whoever gives up first ends the session for both; but advice
        // from outside must not make it end by itself.
        let patience = max(welcome.silenceLimit, heartbeatPeriod * Limits.missedHeartbeats)
        silenceLimit = min(patience, configuration.silenceLimit)
        credit = Self.bounded(welcome.credit)
        timers.cancel(.phase)
        timers.set(.silence, at: now + silenceLimit)
        timers.set(.heartbeat, at: now + heartbeatPeriod)
        outputs.append(.established(epoch: epoch, welcome))
    }

    private static func bounded(_ credit: UInt16) -> Int {
        min(max(Int(credit), 1), Int(Wire.Limits.credit))
    }

    /// Ends the session or the try; the next follows after a pause of at least `pause`.
    private mutating func fail(_ loss: SessionLoss, pause: Interval, at now: Instant) {
        switch state {
        case .idle, .pause, .stopped: return
        case .opening, .greeting: break
        case .established: noteLost(at: now)
        }
        isSilent = false
        timers.cancelAll()
        outputs.append(.lost(loss))
        if loss != .connectionClosed { outputs.append(.closeConnection(connection)) }
        state = .pause
        // Who reached nobody cost nobody anything, and a link that returns is not slept through.
        let backOff = loss == .connectTimeout ? configuration.shortestPause : backOff()
        timers.set(.phase, at: now + max(backOff, pause))
    }
    private mutating func noteLost(at now: Instant) {
        counts.lost += 1
        // Only a session that lasted shows that the way is good again.
        if hasLasted(at: now) { tries = 0 }
    }
    /// Doubles from the shortest to the longest pause; jitter keeps a fleet from coming at once.
    private mutating func backOff() -> Interval {
        let doublings = min(tries, Limits.backOffDoublings)
        tries += 1
        let pause = min(configuration.shortestPause * (1 << doublings), configuration.longestPause)
        let jittered = Double(pause.nanoseconds) * random.uniform(0.5, 1)
        return max(.nanoseconds(Int64(jittered)), configuration.shortestPause / 2)
    }
    private mutating func stop(_ reason: GoodbyeReason, at now: Instant) {
        switch state {
        case .idle, .pause: break
        case .opening: outputs.append(.closeConnection(connection))
        case .greeting, .established:
            if isEstablished { counts.lost += 1 }
            let goodbye = numbered(.goodbye(Goodbye(reason: reason)), at: now)
            outputs.append(.transmit(goodbye, connection: connection))
            outputs.append(.lost(.stopped))
            outputs.append(.closeConnection(connection))
        case .stopped: return
        }
        state = .stopped
        isSilent = false
        timers.cancelAll()
    }

    private mutating func receive(_ envelope: Envelope, at now: Instant) {
        guard envelope.epoch == epoch, state == .greeting || state == .established else {
            return reject(.staleEpoch)
        }
        switch envelope.message {
        case .welcome(let welcome):
            guard state == .greeting else { return reject(.staleSequence) }
            guard frames.takes(envelope) else { return reject(.staleSequence) }
            counts.taken += 1
            establish(welcome, at: now)
        case .refuse(let refuse):
            // A refusal of a frame whose session is unknown there carries no sequence of its own.
            counts.taken += 1
            refused(refuse, at: now)
        case .plan, .outcome, .batch, .drain, .heartbeat, .goodbye, .pace, .reference, .rehome:
            take(envelope, at: now)
        case .hello, .register, .latent, .batchResult, .failsafeReport:
            reject(.unexpected(envelope.message.kind))
        }
    }
    private mutating func take(_ envelope: Envelope, at now: Instant) {
        guard isEstablished else { return reject(.unexpected(envelope.message.kind)) }
        guard frames.takes(envelope) else { return reject(.staleSequence) }
        counts.taken += 1
        timers.set(.silence, at: now + silenceLimit)
        if isSilent {
            isSilent = false
            outputs.append(.heard)
        }
        switch envelope.message {
        case .heartbeat(let heartbeat): frames.take(heartbeat, at: now)
        case .goodbye(let goodbye):
            // It is about to end: whoever takes its place is not there yet.
            fail(.goodbye(goodbye.reason), pause: configuration.longestPause, at: now)
        case .pace(let pace):
            // A worker captures nothing.
            guard greeting.kind == .hello else { return reject(.unheeded(.pace)) }
            credit = Self.bounded(pace.credit)
            outputs.append(.deliver(envelope))
        case .rehome:
            // A worker has one coordinator.
            guard greeting.kind == .hello else { return reject(.unheeded(.rehome)) }
            outputs.append(.deliver(envelope))
        case .plan, .outcome, .reference, .batch, .drain, .hello, .register, .latent, .batchResult,
            .welcome, .refuse, .failsafeReport:
            outputs.append(.deliver(envelope))
        }
    }
    private mutating func refused(_ refuse: Refuse, at now: Instant) {
        outputs.append(.refused(refuse))
        let lasted = hasLasted(at: now)
        if refuse.reason == .unknownSession, lasted || (isEstablished && tries == 0) {
            // The other side restarted: a greeting at once, on the connection that reached it.
            noteLost(at: now)
            tries += 1
            outputs.append(.lost(.unknownSession))
            return greet(at: now)
        }
        let loss: SessionLoss =
            refuse.reason == .unknownSession ? .unknownSession : .refused(refuse.reason)
        fail(loss, pause: min(refuse.retryAfter, Limits.retryAfter), at: now)
    }

    private mutating func numbered(_ message: Message, at now: Instant) -> Envelope {
        noteSent(isHeartbeat: false, at: now)
        return frames.stamp(message)
    }
    private mutating func noteSent(isHeartbeat: Bool, at now: Instant) {
        counts.sent += 1
        timers.sent(
            isHeartbeat: isHeartbeat, period: heartbeatPeriod, chaser: configuration.chaserDelay,
            at: now)
    }
    private mutating func reject(_ rejection: SessionRejection) {
        counts.count(rejection)
        outputs.append(.rejected(rejection))
    }
}
