public import EdgeCore
public import Motion
import SansIO
import Synchronization
import Timekeeping
public import Worlds

/// The simulated world in real time behind the ports of a car: stepped at 50 Hz on one thread,
/// pictures drawn at 10 Hz on another, so that drawing never delays motion.
public final class SimulatedCar: SensorPort, ActuatorPort {
    private struct State {
        var world: World
        var command = DriveCommand.coast
        var commandedAt: Instant?
        var watchdogTrips: UInt64 = 0
        var lateSteps: UInt64 = 0
        /// When the world came to be as it is.
        var steppedAt = Instant.origin
        var isStopping = false
    }
    private struct Threads {
        var steps: NamedThread?
        var pictures: NamedThread?
    }
    private let state: Mutex<State>
    private let threads = Mutex(Threads())
    private let picture = Doorbell()
    private let capturePeriod: Int
    private let width: Int
    private let height: Int

    /// A car in `world`, standing still in time until `start`. A picture of `width` by `height` is
    /// drawn on every `capturePeriod`-th step of 20 ms.
    public init(world: World, capturePeriod: Int, width: Int, height: Int) {
        precondition(capturePeriod >= 1, "a camera takes pictures now and then")
        state = Mutex(State(world: world))
        self.capturePeriod = capturePeriod
        self.width = width
        self.height = height
    }

    /// The rates at which its camera can take pictures, pictures a second: those whose period is a
    /// whole number of the world's steps.
    public static let cameraRates = (1...stepsPerSecond).filter {
        stepsPerSecond.isMultiple(of: $0)
    }
    private static let stepsPerSecond = Int(
        Interval.seconds(1).nanoseconds / World.stepInterval.nanoseconds)

    /// From one picture to the next in steps of the world, for `rateHertz` pictures a second.
    ///
    /// - Throws: if that is no whole number; pictures would come at another rate than the plans'
    ///   model was trained at and the session announced.
    public static func stepsPerPicture(rateHertz: Int) throws(CameraRateError) -> Int {
        guard cameraRates.contains(rateHertz) else { throw CameraRateError(rateHertz: rateHertz) }
        return stepsPerSecond / rateHertz
    }

    /// The world as it is now: a copy.
    public var world: World { state.withLock { $0.world } }
    /// Where the car is and how its drive has gone, without copying the world.
    public func glimpse() -> DriveGlimpse {
        state.withLock { state in
            DriveGlimpse(
                pose: state.world.ego.pose, speed: state.world.ego.speed,
                distance: state.world.score.distance, collisions: state.world.score.collisions,
                offRoadSeconds: state.world.score.offRoadTime.seconds,
                isFinished: state.world.isFinished)
        }
    }
    /// How often no command came for 200 ms and the car braked by itself.
    public var watchdogTrips: UInt64 { state.withLock { $0.watchdogTrips } }

    /// Starts time and camera.
    public func start(signal: @escaping @Sendable (SensorSignal) -> Void) {
        threads.withLock { threads in
            // The world is the machine itself: late steps would be a hiccup of physics.
            threads.steps = NamedThread("world", priority: .control) { [self] in runSteps() }
            threads.pictures = NamedThread("camera", priority: .ordinary) { [self] in
                runPictures(signal)
            }
        }
    }
    /// Stops time and camera.
    public func stop() {
        state.withLock { $0.isStopping = true }
        picture.ring()
        let (steps, pictures) = threads.withLock { ($0.steps, $0.pictures) }
        steps?.join()
        pictures?.join()
    }
    /// The latest reading of wheels and gyroscope.
    public func odometry() -> Odometry {
        state.withLock { state in
            let ego = state.world.ego
            return Odometry(speed: ego.speed, yawRate: ego.yawRate(state.world.limits))
        }
    }
    /// The command for the next steps.
    public func apply(_ command: DriveCommand) {
        var clock = MonotonicClock()
        let now = clock.now()
        state.withLock { state in
            state.command = command
            state.commandedAt = now
        }
    }

    private func runSteps() {
        var clock = MonotonicClock()
        var next = clock.now()
        var count = 0
        while true {
            MonotonicClock.sleep(until: next)
            let now = clock.now()
            let isStopping = state.withLock { state in
                state.world.step(SimulatedCar.command(&state, at: now))
                state.steppedAt = now
                return state.isStopping
            }
            if isStopping { return }
            if count.isMultiple(of: capturePeriod) { picture.ring() }
            count += 1
            // Steps that could not be made in time are made up for, so that the world keeps pace.
            next = next + World.stepInterval
        }
    }
    private static func command(_ state: inout State, at now: Instant) -> DriveCommand {
        // Before the first command the car waits with its brake on, and that is no trip.
        guard let commandedAt = state.commandedAt else { return held(state) }
        guard now - commandedAt > Limits.actuatorSilence else { return state.command }
        if state.world.ego.speed > 0, state.command != held(state) {
            state.watchdogTrips += 1
            state.command = held(state)
        }
        return held(state)
    }
    private static func held(_ state: State) -> DriveCommand {
        DriveCommand(
            steeringAngle: state.world.lastCommand.steeringAngle,
            acceleration: -Limits.watchdogBraking)
    }

    private func runPictures(_ signal: @Sendable (SensorSignal) -> Void) {
        var camera = Camera(width: width, height: height)
        var count: UInt64 = 0
        while true {
            picture.wait(milliseconds: -1)
            picture.clear()
            // The instant of the scene, not of the drawing or of this thread's turn.
            let (scene, exposure, isStopping) = state.withLock { state in
                (state.world, state.steppedAt, state.isStopping)
            }
            if isStopping { return }
            let id = CaptureID(count)
            count += 1
            signal(.exposed(id, at: exposure))
            var pixels: [UInt8] = []
            camera.render(scene, into: &pixels)
            signal(.picture(id, CameraFrame(pixels: pixels, state: scene.stateVector)))
        }
    }
}
