import Randomness
import SansIO
import Timekeeping
import Wire

/// One case being run: what came and the time go in, what to send comes out. The runner's shell
/// owns the sockets.
///
///     start          every step done, or one failed         farewells answered
///     -----> running -------------------------------> leaving ---------------> result
///
/// Some things are judged in every case, whatever its steps say: each message that comes is a
/// legal frame with the payload parts it describes, undamaged, of the session's epoch, and in
/// growing order from 0.
struct ConformanceRun: StateMachine {
    /// What happens to it.
    enum Input: Hashable, Sendable {
        /// Begin.
        case start
        /// The connection asked for stands.
        case opened(UInt64)
        /// A message came on a connection.
        case received(UInt64, [[UInt8]])
        /// The transport did not take a message.
        case unsent(UInt64)
        /// The wake-up is due.
        case wake
    }
    /// What it wants done.
    enum Output: Hashable, Sendable {
        /// Open a connection to the coordinator's devices' or workers' side.
        case open(UInt64, isWorker: Bool)
        /// Send a message.
        case send(UInt64, [[UInt8]])
        /// Close a connection.
        case close(UInt64)
    }
    /// A greeting that no step has expected yet.
    struct Greeting: Sendable {
        var link: UInt64
        var frame: SeenFrame
    }

    /// How it ended, once it did.
    private(set) var result: ConformanceResult?
    /// What the steps saved.
    var variables = CaseVariables()
    let conformanceCase: ConformanceCase
    let setting: ConformanceSetting
    var random: RandomStream
    var peers: [ConformancePeer] = []
    var saved: [String: SeenFrame] = [:]
    var greeting: Greeting?
    var lastRefusal: Instant?
    var transcript: [String] = []
    var remarks: [String] = []
    var begin = Instant.origin
    var stepStart = Instant.origin
    private var verdict: ConformanceResult.Verdict?
    private var finished = Instant.origin
    private var leaveBy: Instant?
    private var index = 0
    private var deadline: Instant?
    private var nextLink: UInt64 = 1
    private var outputs = OutputQueue<Output>(limit: 2 * Int(ConformanceLimits.repetitions))

    /// A case that has not begun. Epochs and garbage are drawn from `random`.
    init(_ conformanceCase: ConformanceCase, _ setting: ConformanceSetting, random: RandomStream) {
        self.conformanceCase = conformanceCase
        self.setting = setting
        self.random = random
        variables["bundle"] = .text(FrameFields.digits(setting.bundle))
        variables["elements"] = .number(UInt64(setting.elements))
    }

    /// The next thing to do.
    mutating func nextOutput() -> Output? { outputs.popFirst() }
    /// When it wants to be woken.
    var wakeup: Instant? {
        guard result == nil else { return nil }
        if let leaveBy { return leaveBy }
        let beats = peers.compactMap(\.nextBeat)
        return (beats + (deadline.map { [$0] } ?? [])).min()
    }

    /// Takes an input.
    mutating func handle(_ input: Input, at now: Instant) {
        guard result == nil else { return }
        do throws(CaseError) {
            switch input {
            case .start:
                begin = now
                stepStart = now
            case .opened(let link):
                if let peer = peers.firstIndex(where: { $0.link == link }) {
                    peers[peer].isOpen = true
                }
            case .received(let link, let parts): try receive(parts, on: link, at: now)
            case .unsent: fail("a message could not be sent", ["its queue is full"], at: now)
            case .wake: break
            }
            if leaveBy == nil {
                try beat(at: now)
                try advance(at: now)
            }
        } catch {
            fail("step \(index + 1) cannot be run", ["the case is wrong: \(error)"], at: now)
        }
        finishLeaving(at: now)
    }

    // MARK: Steps

    private mutating func advance(at now: Instant) throws(CaseError) {
        while verdict == nil {
            guard index < conformanceCase.steps.count else { return conclude(at: now) }
            guard try perform(conformanceCase.steps[index], at: now) else { return }
            index += 1
            deadline = nil
            stepStart = now
        }
    }
    /// Does what is left of a step; whether it is done.
    private mutating func perform(_ step: CaseStep, at now: Instant) throws(CaseError) -> Bool {
        switch step {
        case .connect(let name): return connect(name, at: now)
        case .renew(let name, let wanted):
            let peer = peerIndex(name)
            let epoch = try wanted.map { value throws(CaseError) in
                guard let epoch = try variables.resolve(value).number else {
                    throw .unfit("epoch", value)
                }
                return epoch
            }
            peers[peer].renew(epoch ?? random.next())
            variables["\(name).epoch"] = .number(peers[peer].epoch)
            return true
        case .close(let name):
            let peer = peerIndex(name)
            if let link = peers[peer].link { outputs.append(.close(link)) }
            peers[peer].link = nil
            peers[peer].isOpen = false
            peers[peer].inbox.removeAll()
            return true
        case .send(let name, let what):
            try send(what, as: peerIndex(name), at: now)
            return true
        case .expect(let name, let patterns, let timing):
            wait(timing.within)
            return try expect(peerIndex(name), patterns, timing, at: now)
        case .expectNothing(let name, let kinds, let time):
            wait(time)
            return expectNothing(peerIndex(name), kinds, time, at: now)
        case .wait(let time):
            wait(time)
            return isDue(now)
        case .heartbeats(let name, let beats):
            peers[peerIndex(name)].beats = beats
            return true
        }
    }
    private mutating func wait(_ time: Interval) {
        if deadline == nil { deadline = stepStart + time }
    }
    /// Whether the step's time is over.
    func isDue(_ now: Instant) -> Bool { deadline.map { $0 <= now } ?? false }

    /// The peer called `name`, a new one if it was not met before.
    mutating func peerIndex(_ name: String) -> Int {
        if let index = peers.firstIndex(where: { $0.name == name }) { return index }
        let epoch = random.next()
        variables["\(name).epoch"] = .number(epoch)
        peers.append(ConformancePeer(name: name, epoch: epoch))
        return peers.count - 1
    }
    private mutating func connect(_ name: String, at now: Instant) -> Bool {
        let peer = peerIndex(name)
        wait(ConformanceLimits.connect)
        if peers[peer].link == nil {
            peers[peer].link = nextLink
            outputs.append(
                .open(nextLink, isWorker: ConformanceCase.isWorker(name)))
            nextLink += 1
        }
        if peers[peer].isOpen { return true }
        if isDue(now) {
            fail("a connection for \(name)", ["none stood in time; does it listen there?"], at: now)
        }
        return false
    }

    // MARK: Ends

    /// Notes that something was not as strict as it should be.
    mutating func note(_ remark: String) { remarks.append(remark) }

    /// Ends the case: what was expected, and what came instead.
    mutating func fail(_ expected: String, _ found: [String], at now: Instant) {
        guard verdict == nil else { return }
        remarks.append("step \(index + 1) expected \(expected)")
        remarks += found
        leave(.failed, at: now)
    }
    private mutating func conclude(at now: Instant) {
        for peer in peers {
            if let frame = peer.inbox.first(where: { !conformanceCase.skip.contains($0.name) }) {
                return fail("nothing more to \(peer.name)", ["came: \(frame.line)"], at: now)
            }
        }
        leave(remarks.isEmpty ? .ok : .nonStrict, at: now)
    }
    /// Says goodbye where the runner has sessions, and asks after them: the answer shows that they
    /// have ended, so that nothing of this case is left for the next.
    private mutating func leave(_ verdict: ConformanceResult.Verdict, at now: Instant) {
        self.verdict = verdict
        finished = now
        leaveBy = now
        guard conformanceCase.role == .coordinator else { return }
        for index in peers.indices where peers[index].isLive && peers[index].isOpen {
            peers[index].inbox.removeAll()
            for message in ["goodbye", "heartbeat"] {
                try? send(["message": .text(message)], as: index, at: now)
            }
            leaveBy = now + ConformanceLimits.farewell
        }
    }
    private mutating func finishLeaving(at now: Instant) {
        guard let verdict, let leaveBy, result == nil else { return }
        let isAnswered = peers.allSatisfy { peer in
            !(peer.isLive && peer.isOpen) || peer.inbox.contains { $0.name == "refuse" }
        }
        guard now >= leaveBy || isAnswered else { return }
        if conformanceCase.role == .coordinator {
            for link in peers.compactMap(\.link) { outputs.append(.close(link)) }
        }
        result = ConformanceResult(
            id: conformanceCase.id, title: conformanceCase.title, verdict: verdict,
            elapsed: finished - begin, sentence: conformanceCase.sentence, remarks: remarks,
            transcript: verdict == .failed ? transcript : [])
    }
    mutating func emit(_ output: Output) { outputs.append(output) }
    /// Whether the conversation is over and only farewells are left.
    var isLeaving: Bool { leaveBy != nil }
    /// The step that is under way, or nil.
    var currentStep: CaseStep? {
        conformanceCase.steps.indices.contains(index) ? conformanceCase.steps[index] : nil
    }

    /// Keeps a line of the conversation.
    mutating func record(_ line: String, at now: Instant) {
        guard !isLeaving else { return }
        if transcript.count == ConformanceLimits.transcript { transcript.removeFirst() }
        transcript.append("+\(Int((now - begin).milliseconds)) ms  \(line)")
    }
}
