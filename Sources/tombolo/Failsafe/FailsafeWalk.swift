import Failsafe
import Randomness
import Timekeeping

/// The edges that the failsafe really takes, and who drives where: found by walking through it, so
/// that no table of it can say what the machine does not do.
struct FailsafeWalk {
    /// One way from one state to another.
    struct Edge: Hashable {
        let from: FailsafeState
        let to: FailsafeState
        let cause: FailsafeCause
    }
    private(set) var edges: Set<Edge> = []
    private(set) var drivers: Set<Seat> = []
    /// Who drove in which state.
    struct Seat: Hashable {
        let state: FailsafeState
        let driver: Driver
    }

    /// Walks through all stories, then through rehearsals in which things happen by chance, the
    /// same for each run.
    init() {
        for story in FailsafeStory.all {
            guard let script = try? RehearsalScript(story.script) else { continue }
            _ = Rehearsal.run(script, story.configuration) { note($0.decision) }
        }
        for seed in 0..<Self.walks as Range<UInt64> {
            var random = Seed(seed).stream("failsafe walk")
            var configuration = FailsafeConfiguration.car
            if seed.isMultiple(of: 2) { configuration.releasePolicy = .automatic }
            walk(configuration, &random)
        }
    }

    /// Rehearsals by chance: with twice as many, no other edge is found.
    private static let walks: UInt64 = 150
    private static let ticks = 2_500

    private mutating func walk(
        _ configuration: FailsafeConfiguration, _ random: inout RandomStream
    ) {
        var rehearsal = Rehearsal(configuration)
        let phrases = RehearsalAction.phrases
        // Well for a while, then one thing after another, most of them mended soon.
        var mending: [(tick: Int, action: String)] = []
        for tick in 0..<Self.ticks {
            if tick > 60, random.chance(0.006) {
                let phrase = phrases[random.integer(in: 0..<phrases.count)]
                let length = random.integer(in: 1..<200)
                carryOut("0: \(phrase) for \(length * 20)ms", &rehearsal, tick, &mending)
            }
            if random.chance(0.004) { rehearsal.carryOut(.release) }
            if random.chance(0.004) { rehearsal.carryOut(.reset) }
            for mended in mending where mended.tick == tick {
                if let script = try? RehearsalScript(mended.action) {
                    for event in script.events { rehearsal.carryOut(event.action) }
                }
            }
            rehearsal.tick()
            note(rehearsal.decision)
        }
    }
    private func carryOut(
        _ entry: String, _ rehearsal: inout Rehearsal, _ tick: Int,
        _ mending: inout [(tick: Int, action: String)]
    ) {
        guard let script = try? RehearsalScript(entry), let first = script.events.first else {
            return
        }
        rehearsal.carryOut(first.action)
        guard script.events.count > 1 else { return }
        let after = Int(script.events[1].time.nanoseconds / Rehearsal.period.nanoseconds)
        mending.append((tick + after, Self.well))
    }
    /// Takes everything back at once.
    private static let well = """
        0: link up; 0: plans found; 0: plans sound; 0: bundle right; 0: policy answers; \
        0: policy works; 0: camera well; 0: odometry known; 0: actuators obey; 0: brakes hold; \
        0: arm; 0: emergency-clear; 0: delay 0ms; 0: horizon 2500ms
        """
    private mutating func note(_ decision: FailsafeDecision?) {
        guard let decision else { return }
        drivers.insert(Seat(state: decision.state, driver: decision.driver))
        for change in decision.transitions {
            edges.insert(Edge(from: change.from, to: change.to, cause: change.cause))
        }
    }
}
