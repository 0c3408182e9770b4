public import SansIO
public import Timekeeping
public import Wire

/// The called side of a session: what a coordinator keeps for each connection.
///
/// ```
///       hello, register         accept
/// idle ----------------> judged --------> established
///  ^                       | refuse          | silence, goodbye, closed, stop
///  +-----------------------+<----------------+
/// ```
/// Whether a greeting is accepted is the core's decision: it gets `.greeted` and answers with
/// `.accept` or `.refuse`. A greeting with a new epoch replaces an established session.
/// Tests, by edge: `ServerSessionTests`; over bad links: `SessionPairTests`.
public struct ServerSession: StateMachine, Sendable {
    /// What happens to it.
    public enum Input: Hashable, Sendable {
        /// A frame arrived on this connection.
        case received(Envelope)
        /// Bytes arrived that are no frame.
        case malformed
        /// The greeting is accepted on these terms.
        case accept(Welcome)
        /// The greeting is refused.
        case refuse(Refuse)
        /// The connection is gone.
        case closed
        /// The wake-up is due.
        case wake
        /// End, saying why.
        case stop(GoodbyeReason)
    }
    /// What it wants done.
    public enum Output: Hashable, Sendable {
        /// Send a frame without payload.
        case transmit(Envelope)
        /// A hello or register wants an answer: `.accept` or `.refuse`.
        case greeted(epoch: UInt64, Message)
        /// The session stands.
        case established(epoch: UInt64)
        /// The session ended; what it had in flight is lost.
        case lost(epoch: UInt64, SessionLoss)
        /// A frame of this session for the core above.
        case deliver(Envelope)
        /// A frame was not taken.
        case rejected(SessionRejection)
    }
    private enum State: Hashable, Sendable {
        case idle
        case judged
        case established(Welcome)
    }

    /// What was counted so far.
    public private(set) var counts = SessionCounts()
    private let configuration: SessionConfiguration
    private let terms: (major: UInt8, minor: UInt8)
    private var state = State.idle
    // Inlined into the core: it asks for these with each message, and a call would copy all.
    @usableFromInline var frames = FrameCounter(epoch: 0)
    private var oldEpochs: [UInt64] = []
    private var lastRefusal: Instant?
    @usableFromInline var timers = TimerTable<SessionTimer>()
    private var outputs = OutputQueue<Output>(limit: Limits.outputs)

    /// A connection on which nothing was said yet. `major` and `minor` name the protocol version in
    /// refusals.
    public init(configuration: SessionConfiguration, major: UInt8, minor: UInt8) {
        self.configuration = configuration
        terms = (major, minor)
    }

    /// Whether messages can be sent.
    public var isEstablished: Bool {
        if case .established = state { true } else { false }
    }
    /// The epoch in use, or used last; zero before the first.
    @inlinable public var epoch: UInt64 { frames.epoch }
    /// Round trip and clock offset to the other side, this session.
    @inlinable public var clock: ClockEstimate { frames.clock }
    /// When it wants to be woken.
    @inlinable public var wakeup: Instant? { timers.wakeup }
    /// The next thing to do.
    public mutating func nextOutput() -> Output? { outputs.popFirst() }

    /// Numbers `message` for sending at `now`, or nil if there is no session. The caller sends the
    /// frame with its payload.
    public mutating func stamp(_ message: Message, at now: Instant) -> Envelope? {
        guard case .established(let welcome) = state else { return nil }
        return numbered(message, welcome, at: now)
    }

    /// Takes an input.
    public mutating func handle(_ input: Input, at now: Instant) {
        switch input {
        case .received(let envelope): receive(envelope, at: now)
        case .malformed: reject(.malformed)
        case .accept(let welcome):
            guard state == .judged else { return }
            establish(welcome, at: now)
        case .refuse(let refuse):
            guard state == .judged else { return }
            counts.sent += 1
            outputs.append(.transmit(frames.stamp(.refuse(refuse))))
            end()
        case .closed: lose(.connectionClosed)
        case .wake: while let timer = timers.popDue(at: now) { fire(timer, at: now) }
        case .stop(let reason):
            if let goodbye = stamp(.goodbye(Goodbye(reason: reason)), at: now) {
                outputs.append(.transmit(goodbye))
            }
            lose(.stopped)
        }
    }
}

extension ServerSession {
    private mutating func fire(_ timer: SessionTimer, at now: Instant) {
        guard case .established(let welcome) = state else { return }
        switch timer {
        case .phase: break
        case .silence: lose(.silence)
        case .heartbeat, .chaser:
            let envelope = frames.heartbeat(at: now)
            noteSent(isHeartbeat: true, welcome, at: now)
            outputs.append(.transmit(envelope))
        }
    }

    private mutating func receive(_ envelope: Envelope, at now: Instant) {
        switch envelope.message {
        case .hello, .register: greeted(envelope, at: now)
        case .latent, .batchResult, .drain, .heartbeat, .goodbye, .failsafeReport:
            take(envelope, at: now)
        case .welcome, .refuse, .plan, .outcome, .batch, .pace, .reference, .rehome:
            reject(.unexpected(envelope.message.kind))
        }
    }
    private mutating func greeted(_ envelope: Envelope, at now: Instant) {
        guard !oldEpochs.contains(envelope.epoch) else { return reject(.staleEpoch) }
        if envelope.epoch == frames.epoch, state != .idle { return greetedAgain(at: now) }
        if isEstablished { lose(.replaced) } else { end() }
        frames = FrameCounter(epoch: envelope.epoch)
        _ = frames.takes(envelope)
        state = .judged
        counts.taken += 1
        outputs.append(.greeted(epoch: envelope.epoch, envelope.message))
    }
    /// A duplicate of the greeting: the answer may have been lost, so it is given again.
    private mutating func greetedAgain(at now: Instant) {
        reject(.staleSequence)
        guard case .established(let welcome) = state else { return }
        outputs.append(.transmit(numbered(.welcome(welcome), welcome, at: now)))
    }
    private mutating func take(_ envelope: Envelope, at now: Instant) {
        guard case .established(let welcome) = state else {
            reject(.staleEpoch)
            return refuseUnknown(envelope.epoch, at: now)
        }
        guard envelope.epoch == frames.epoch else { return reject(.staleEpoch) }
        guard frames.takes(envelope) else { return reject(.staleSequence) }
        counts.taken += 1
        timers.set(.silence, at: now + welcome.silenceLimit)
        switch envelope.message {
        case .heartbeat(let heartbeat): frames.take(heartbeat, at: now)
        case .goodbye(let goodbye): lose(.goodbye(goodbye.reason))
        case .latent, .batchResult, .drain, .failsafeReport, .hello, .register, .welcome, .refuse,
            .plan, .outcome, .batch, .pace, .reference, .rehome:
            outputs.append(.deliver(envelope))
        }
    }
    /// Tells a peer whose session is not known here, after a restart or a long silence.
    private mutating func refuseUnknown(_ epoch: UInt64, at now: Instant) {
        guard state == .idle else { return }
        if let lastRefusal, now - lastRefusal < Limits.refusalPeriod { return }
        lastRefusal = now
        counts.sent += 1
        let refuse = Refuse(
            reason: .unknownSession, retryAfter: .zero, acceptedMajor: terms.major,
            acceptedMinor: terms.minor, acceptedBundle: nil)
        outputs.append(
            .transmit(Envelope(epoch: epoch, sequence: 0, message: .refuse(refuse))))
    }

    private mutating func establish(_ welcome: Welcome, at now: Instant) {
        state = .established(welcome)
        counts.established += 1
        timers.set(.silence, at: now + welcome.silenceLimit)
        outputs.append(.transmit(numbered(.welcome(welcome), welcome, at: now)))
        outputs.append(.established(epoch: epoch))
    }
    private mutating func lose(_ loss: SessionLoss) {
        guard isEstablished else { return end() }
        counts.lost += 1
        outputs.append(.lost(epoch: epoch, loss))
        end()
    }
    private mutating func end() {
        if state != .idle {
            if oldEpochs.count == Limits.rememberedEpochs { oldEpochs.removeFirst() }
            oldEpochs.append(frames.epoch)
        }
        state = .idle
        timers.cancelAll()
    }

    private mutating func numbered(
        _ message: Message, _ welcome: Welcome, at now: Instant
    ) -> Envelope {
        noteSent(isHeartbeat: false, welcome, at: now)
        return frames.stamp(message)
    }
    private mutating func noteSent(isHeartbeat: Bool, _ welcome: Welcome, at now: Instant) {
        counts.sent += 1
        timers.sent(
            isHeartbeat: isHeartbeat,
            period: min(welcome.heartbeatPeriod, configuration.heartbeatPeriod),
            chaser: configuration.chaserDelay, at: now)
    }
    private mutating func reject(_ rejection: SessionRejection) {
        counts.count(rejection)
        outputs.append(.rejected(rejection))
    }
}
