import Failsafe
import Testing
import Timekeeping

/// A failsafe and the world it sees, moved on tick by tick; the car's speed follows the decisions.
struct Timeline {
    var machine: FailsafeMachine
    var now = Instant.milliseconds(1_000)
    var observation = FailsafeObservation(
        cloudPlan: nil, localPlan: nil, localPolicyHealthy: true, unsoundPlans: 0,
        bundleMatches: true, sensorsSound: true, speed: 0, acceleration: 0, epoch: 77,
        armed: true, release: nil, emergencyStop: false, localReset: false)
    /// Whether a plan of the cloud, 60 ms old, comes in every 100 ms.
    var link = true
    /// Whether a plan of the local policy, 30 ms old, comes in every 100 ms.
    var policy = true
    /// Adds to the age of cloud plans at arrival.
    var delay = Interval.zero
    /// The speed the drivers want, m/s.
    var wanted = 10.0
    private(set) var transitions: [FailsafeTransition] = []
    private(set) var decision: FailsafeDecision?
    private(set) var ticks: UInt64 = 0
    private var cloudCapture: Instant?
    private var localCapture: Instant?
    private var sequence: UInt64 = 0

    init(_ configuration: FailsafeConfiguration) {
        machine = FailsafeMachine(configuration: configuration)
    }

    var state: FailsafeState { machine.state }
    var causes: [FailsafeCause] { transitions.map(\.cause) }
    var states: [FailsafeState] { transitions.map(\.to) }

    /// One tick of 20 ms.
    mutating func tick() {
        now = now + .milliseconds(20)
        ticks += 1
        if ticks.isMultiple(of: 5) {
            if link {
                cloudCapture = now - .milliseconds(60) - delay
                sequence += 1
            }
            if policy { localCapture = now - .milliseconds(30) }
        }
        observation.cloudPlan = cloudCapture.map { sighting(of: $0, epoch: observation.epoch) }
        observation.localPlan = localCapture.map { sighting(of: $0, epoch: 0) }
        let decision = machine.tick(observation, at: now)
        transitions += decision.transitions
        move(decision)
        observation.release = nil
        observation.localReset = false
        self.decision = decision
    }
    /// Ticks for `milliseconds`.
    mutating func run(_ milliseconds: Int) { for _ in 0..<milliseconds / 20 { tick() } }
    /// Ticks until `state`, at most for `milliseconds`; returns the milliseconds taken.
    @discardableResult
    mutating func reach(
        _ state: FailsafeState, within milliseconds: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Int {
        for count in 0..<milliseconds / 20 {
            tick()
            if self.state == state { return (count + 1) * 20 }
        }
        Issue.record("never \(state), but \(self.state)", sourceLocation: sourceLocation)
        return milliseconds
    }
    /// Drives nominally at 10 m/s.
    mutating func cruise() {
        run(1_200)
        observation.speed = wanted
        run(400)
    }

    private func sighting(of capture: Instant, epoch: UInt64) -> PlanSighting {
        PlanSighting(
            epoch: epoch, sequence: sequence, age: now - capture,
            remaining: capture + .milliseconds(2_500) - now)
    }
    private mutating func move(_ decision: FailsafeDecision) {
        switch decision.driver {
        case .cloudPlan, .heldPlan, .localPolicy:
            let target = min(wanted, decision.speedCap ?? wanted)
            observation.acceleration = min(max((target - observation.speed) * 2, -3), 2)
        case .stopping: observation.acceleration = decision.stop?.acceleration ?? 0
        case .standstill, .nobody: observation.acceleration = -1
        }
        observation.speed = max(observation.speed + observation.acceleration * 0.02, 0)
    }
}
