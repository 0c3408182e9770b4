import Failsafe

/// What the tables of the failsafe cannot compute: their words.
enum FailsafeWords {
    static let introduction = """
        # What the machine does when things go wrong

        The failsafe is one state machine (`Sources/Failsafe`), judged on every control tick, 50
        times a second, on the device alone. It knows plans by their age and number, and nothing
        of sockets: a link that is lost is noticed by the age of plans, within 300 ms, whatever
        TCP says. It is entered fast and left slowly, the worst cause wins, and every change is
        logged with its cause, the plan's age and the session.

        This page is what `tombolo failsafe table` prints: its tables are found by walking through
        the very machine, and a test holds the page against it. `tombolo failsafe page` draws a
        timeline for each cause, `tombolo failsafe show "8: link down for 3s"` one of your own.

        ![Timelines of the failsafe](pictures/failsafe.png)

        ## The ladder
        """
    static let beforeEdges = """
        In a manoeuvre the machine only ever brakes harder, never less, and never goes back to
        driving: comfortable along a path that is still planned, in lane along the last one known,
        emergency with the wheels as they are. The condition after it is latched. What is *shown*
        is for the port: `attention` tells the operator, `hazard` means hazard lights, and a horn
        where there is one.

        ## Every edge, and what takes it
        """
    static let beforeCauses = """
        Where plans are late because the camera gives nothing to make them from, the camera is
        named.

        ## Causes

        Order of judgement, on each tick: emergency stop; actuators; own motion; disarmed; the
        cloud's plan (bundle, none, unsound, age, end); camera; local policy; budget. A camera's
        fault is three captures in a row that cannot be believed, or none for three periods; ten
        good ones in a row end it. Nothing is computed from a capture that cannot be believed, so
        that plans age from the last good one and a machine that does not see stops within T_fb.
        """
    static let beforeTimes = """
        A story of each is a test (`FailsafeStoryTests`), told to the tick; together they take
        every edge.

        ## Thresholds

        By class of machine: `tombolo-edge --machine-class arm`, `mobile-robot` or `car`.
        """
    static let ending = """
        Fixed for all: the actuators brake by themselves 200 ms after the last command; a control
        loop that slept for more than 200 ms knows nothing of the motion meanwhile and follows no
        plan of before; actuators may refuse for 100 ms; odometry may be unsound for 100 ms.

        ## Below and beside it

        - **Watchdogs.** `--heartbeat-file` and `--heartbeat-socket` carry a line ten times a
          second, `alive` and the count of control ticks, as long as ticks are really made;
          `stopped` when the machine stands and the program ends. Under systemd (`Type=notify`)
          the same thread sends `READY=1`, `WATCHDOG=1` twice in each `WatchdogSec`, and
          `STOPPING=1`. `Deploy/edge` has a unit, and `heartbeat-watch`, which runs a command of
          yours when the line stops: what a microcontroller at the brake would do.
        - **A process that is stopped** (SIGSTOP, a debugger, a host that is out of memory) makes
          no ticks and no heartbeats. When it goes on, the tick comes before anything that waited
          in queues: no plan of before is followed, the machine is in its stop, missed ticks are
          counted, and what the network had kept is refused by age.
        - **A new session** releases nothing: an operator's release names the session and the
          standstill.
        """

    static func meaning(of state: FailsafeState) -> String {
        switch state {
        case .standby: "not released; says what it waits for (`standby.waits`)"
        case .nominal: "full envelope"
        case .degraded: "speed at most T_ref / age of the set speed; smaller latents"
        case .fallback: "reduced envelope, for as long as the budget lasts"
        case .minimalRiskManoeuvre(.comfortable): "a stop along plans that could still drive"
        case .minimalRiskManoeuvre(.inLane): "a stop along the last path"
        case .minimalRiskManoeuvre(.emergency): "a stop with the wheels as they are"
        case .minimalRiskCondition: "stands and is held, latched"
        case .emergencyStop: "stopped by an operator or by hardware"
        }
    }
    static func wayOut(of state: FailsafeState) -> String {
        switch state {
        case .standby:
            "armed; odometry, camera and actuators well; local policy ready; fresh plans in a row"
        case .nominal: "any cause"
        case .degraded: "fresh plans in a row and no cause left; or a worse cause"
        case .fallback: "fresh plans in a row of one session; or budget spent, or no local policy"
        case .minimalRiskManoeuvre: "standstill; gets harder without a path, or when late"
        case .minimalRiskCondition:
            "an operator's release for this session and standstill, link healthy, camera, odometry "
                + "and actuators well; or by itself where the release policy is `automatic`"
        case .emergencyStop: "a reset at the machine, while it stands and nobody demands the stop"
        }
    }
    static func meaning(of cause: FailsafeCause) -> String {
        switch cause {
        case .ready: "armed, ready, and plans are fresh"
        case .planAge: "the plan is older than T_deg, or T_fb"
        case .planEnding: "the plan ends before the next one can be counted on"
        case .noPlan: "no plan, or none whose motion since its capture is known"
        case .unsoundPlans: "three plans in a row were refused as unsound"
        case .wrongBundle: "the other side serves another bundle"
        case .recovered: "enough fresh plans in a row"
        case .budgetSpent: "the time allowed without the cloud is spent"
        case .localPolicyLate: "the local policy's plan is too old or ends: it overran, or hangs"
        case .localPolicyUnhealthy: "head or local policy failed three times in a row"
        case .sensorsUnsound: "the machine's own motion is not known for 100 ms"
        case .disarmed: "the operator disarmed it, or the process is about to end"
        case .pathLost: "no path to stop along is planned any more"
        case .pathEnded: "the last known path came to its end"
        case .stopLate: "the stop takes longer than its shape needs and the slack"
        case .standstill: "it stands"
        case .operatorReleased: "an operator released it"
        case .automaticallyReleased: "it released itself, as its policy allows by name"
        case .emergencyStop: "an operator or the hardware demands it"
        case .localReset: "reset at the machine"
        case .cameraStalled: "no capture for three periods, or pictures that never come"
        case .cameraRepeats: "the same picture although it moved, or the same instant again"
        case .cameraTimeJumps: "exposures in the future, a second old, or running backwards"
        case .cameraMisshapen: "pictures or state of another size, or a state with no numbers"
        case .actuatorsRefuse: "the actuators refuse commands for 100 ms"
        }
    }

    static var thresholds: [FailsafeThreshold] {
        [
            .time("T_deg, age that degrades", "three missed periods; a car: StVFernLV's 200 ms") {
                $0.degradedAge
            },
            .time(
                "T_fb, age that ends a plan's turn", "rare on cellular traces, and metres are few"
            ) {
                $0.fallbackAge
            },
            .time("margin to a plan's end", "one period: nothing is known of the time after it") {
                $0.planEndMargin
            },
            .time("T_ref, age for the set speed", "the way driven without control stays bounded") {
                $0.referenceAge
            },
            FailsafeThreshold("set speed", "what the class may drive at most") {
                "\($0.setSpeed) m/s"
            },
            FailsafeThreshold(
                "speed of the local policy", "half; an arm: ISO 10218-1 reduced speed"
            ) {
                "\($0.fallbackSpeed) m/s"
            },
            .time("budget without the cloud", "drains 1:1, refills at 1/4: flapping ends in a stop")
            {
                $0.fallbackBudget
            },
            FailsafeThreshold("fresh plans to go back", "a second of good link: leave slowly") {
                "\($0.recoveryPlans)"
            },
            .time("age of a fresh plan", "to nominal: what a good link gives, with room") {
                $0.freshAge
            },
            .time("age of a plan to return by", "any other way back: it lasts until the next") {
                $0.returnAge
            },
            FailsafeThreshold("unsound plans in a row", "one is an accident, three a broken model")
            {
                "\($0.unsoundPlans)"
            },
            .shape("comfortable stop", "Autoware's; an arm has no passenger") {
                $0.comfortableStop
            },
            .shape("in-lane stop", "Autoware's emergency stop") { $0.inLaneStop },
            .shape("emergency stop", "UN R157: never above 4 m/s2") { $0.emergencyStop },
            .time("slack of a stop", "then it gets harder") { $0.stopSlack },
            .time("standing, to be held", "below 0.01 m/s") { $0.standstillTime },
            .time("healthy link before a release", "not at the link's first sign of life") {
                $0.releaseHealthyTime
            },
        ]
    }
}
