import Failsafe
import Timekeeping

/// A rehearsal as it is shown: what happened on each tick, and the words beside it.
struct Timeline {
    /// One tick.
    struct Moment {
        let seconds: Double
        let state: FailsafeState
        let driver: Driver
        let speed: Double
        let cap: Double?
        let budget: Double
        /// Of the freshest sound cloud plan, seconds.
        let planAge: Double?
    }
    /// What it is about.
    let title: String
    /// What it is about in one word, if it is a cause's.
    let cause: FailsafeCause?
    /// What happens to the machine.
    let script: RehearsalScript
    /// What the machine does: a line for each change of its state.
    let lines: [String]
    /// All ticks in order.
    let moments: [Moment]
    /// The machine's thresholds.
    let configuration: FailsafeConfiguration

    init(
        title: String, script: String, _ configuration: FailsafeConfiguration,
        cause: FailsafeCause? = nil
    ) throws(RehearsalError) {
        let read = try RehearsalScript(script)
        var moments: [Moment] = []
        _ = Rehearsal.run(read, configuration) { rehearsal in
            guard let decision = rehearsal.decision else { return }
            moments.append(
                Moment(
                    seconds: rehearsal.elapsed.seconds, state: decision.state,
                    driver: decision.driver, speed: rehearsal.observation.speed,
                    cap: decision.speedCap, budget: rehearsal.machine.budget.seconds,
                    planAge: rehearsal.observation.cloudPlan?.age.seconds))
        }
        self.title = title
        self.cause = cause
        self.script = read
        self.moments = moments
        self.configuration = configuration
        lines = Narration(read, configuration).lines
    }
    init(_ story: FailsafeStory) throws(RehearsalError) {
        try self.init(
            title: story.title, script: story.script, story.configuration, cause: story.cause)
    }
}
