public import Randomness
public import SansIO
import Session
public import Timekeeping
import Wire

/// A worker: holds a session with the coordinator, runs one batch at a time, for whichever of its
/// models, and sends its plans back.
///
///             batch                    time left              executed
///     idle ----------> waiting (<= 1) -----------> running --------------> result sent
///                         | none in time, too many, too large, unknown model
///                         +-----------------------------------------------> result sent
///
/// What a lost session had waiting is dropped, and what it had running is run to its end and
/// dropped: the coordinator has given both to others. Every latent ends once
/// (`counts.isBalanced`), and every payload is released once.
public struct WorkerCore: StateMachine {
    /// What the worker did so far.
    public internal(set) var counts = WorkerCounts()

    enum Phase: Hashable, Sendable {
        case working
        case draining
        case finished
    }

    let configuration: WorkerConfiguration
    var session: ClientSession
    var phase = Phase.working
    /// The batch that runs, in the execution last begun.
    var running: Work?
    var waiting: [Work] = []
    var executions: UInt64 = 0
    var outputs = OutputQueue<WorkerOutput>(limit: Limits.outputs)

    /// A worker that has not started. Epochs and jitter are drawn from `random`, which is seeded
    /// differently in each process.
    public init(configuration: WorkerConfiguration, random: RandomStream) {
        configuration.check()
        self.configuration = configuration
        session = ClientSession(
            greeting: .register(configuration.register), configuration: configuration.session,
            random: random)
    }

    /// Whether it has a session.
    public var isEstablished: Bool { session.isEstablished }
    /// When its session wants to be woken.
    public var wakeup: Instant? { phase == .finished ? nil : session.wakeup }
    /// The next thing to do, or nil once everything was taken.
    public mutating func nextOutput() -> WorkerOutput? { outputs.popFirst() }

    /// Takes one input at `now`.
    public mutating func handle(_ input: WorkerInput, at now: Instant) {
        switch input {
        case .start: converse(.start, at: now)
        case .connectionOpened(let number): converse(.connectionOpened(number), at: now)
        case .connectionClosed(let number): converse(.connectionClosed(number), at: now)
        case .received(let envelope, let payloads):
            let isKept = converse(.received(envelope), payloads, at: now)
            if !isKept { release(payloads) }
        case .undecodable(let error):
            counts.undecodableFrames += 1
            outputs.append(.event(.undecodable(error)))
            converse(.malformed, at: now)
        case .executed(let result): finish(result, at: now)
        case .wake: converse(.wake, at: now)
        case .drain: drain(at: now)
        }
        startNext(at: now)
        leaveIfDone(at: now)
    }
}

// MARK: Session

extension WorkerCore {
    /// Gives the session an input and does what it wants. Returns whether `payloads` were taken.
    @discardableResult
    private mutating func converse(
        _ input: ClientSession.Input, _ payloads: [PayloadID] = [], at now: Instant
    ) -> Bool {
        session.handle(input, at: now)
        var isKept = false
        while let output = session.nextOutput() {
            switch output {
            case .openConnection(let number): outputs.append(.openConnection(number))
            case .closeConnection(let number): outputs.append(.closeConnection(number))
            case .transmit(let envelope, let connection):
                outputs.append(.send(envelope, payloads: [], connection: connection))
            case .established(let epoch, _):
                outputs.append(.event(.established(epoch: epoch)))
                // Whoever was told before does not know it in this session.
                if phase == .draining { send(.drain, payloads: [], at: now) }
            case .refused(let refuse): outputs.append(.event(.refused(refuse)))
            case .lost(let loss):
                outputs.append(.event(.lost(loss)))
                dropWaiting()
            case .deliver(let envelope):
                isKept = deliver(envelope, payloads, at: now) || isKept
            // A worker keeps no silent session; rejections are counted by the session.
            case .silent, .heard, .rejected: break
            }
        }
        return isKept
    }

    private mutating func deliver(
        _ envelope: Envelope, _ payloads: [PayloadID], at now: Instant
    ) -> Bool {
        switch envelope.message {
        case .batch(let batch):
            take(batch, envelope, payloads, at: now)
            return true
        case .drain:
            outputs.append(.event(.coordinatorDraining))
            if phase == .working { phase = .draining }
            return false
        case .hello, .welcome, .refuse, .latent, .plan, .outcome, .heartbeat, .goodbye, .register,
            .batchResult, .pace, .reference, .failsafeReport, .rehome:
            return false
        }
    }

    @discardableResult
    mutating func send(
        _ message: Message, payloads: [PayloadID?], at now: Instant
    ) -> Bool {
        guard let envelope = session.stamp(message, at: now) else { return false }
        outputs.append(
            .send(envelope, payloads: payloads, connection: session.connection))
        return true
    }
}

// MARK: Leaving

extension WorkerCore {
    private mutating func drain(at now: Instant) {
        guard phase == .working else { return }
        phase = .draining
        send(.drain, payloads: [], at: now)
    }
    /// Leaves once asked to and nothing is left to do.
    private mutating func leaveIfDone(at now: Instant) {
        guard phase == .draining, running == nil, waiting.isEmpty else { return }
        phase = .finished
        converse(.stop(.finished), at: now)
        outputs.append(.finished)
    }
}
