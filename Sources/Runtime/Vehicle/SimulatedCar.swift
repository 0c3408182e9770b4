public import EdgeCore
public import Motion
import Synchronization
import Timekeeping
public import Worlds

/// The simulated world in real time behind the ports of a car: stepped at 50 Hz on one thread,
/// pictures drawn at 10 Hz on another, so that drawing never delays motion.
public final class SimulatedCar: SensorPort, ActuatorPort {
    /// Draws what the car's camera sees: uint8 RGB, row-major.
    public typealias Camera = @Sendable (World) -> [UInt8]

    private struct State {
        var world: World
        var command = DriveCommand.coast
        var commandedAt: Instant?
        var watchdogTrips: UInt64 = 0
        var lateSteps: UInt64 = 0
        var isStopping = false
    }
    private struct Threads {
        var steps: NamedThread?
        var pictures: NamedThread?
    }
    private let state: Mutex<State>
    private let threads = Mutex(Threads())
    private let picture = Doorbell()
    private let camera: Camera
    private let capturePeriod: Int

    /// A car in `world`, standing still in time until `start`. A picture is drawn on every
    /// `capturePeriod`-th step of 20 ms.
    public init(world: World, capturePeriod: Int, camera: @escaping Camera) {
        precondition(capturePeriod >= 1, "a camera takes pictures now and then")
        state = Mutex(State(world: world))
        self.capturePeriod = capturePeriod
        self.camera = camera
    }

    /// The world as it is now: a copy.
    public var world: World { state.withLock { $0.world } }
    /// How often no command came for 200 ms and the car braked by itself.
    public var watchdogTrips: UInt64 { state.withLock { $0.watchdogTrips } }

    /// Starts time and camera.
    public func start(deliver: @escaping @Sendable (CameraFrame) -> Void) {
        threads.withLock { threads in
            // The world is the machine itself: late steps would be a hiccup of physics.
            threads.steps = NamedThread("world", priority: .control) { [self] in runSteps() }
            threads.pictures = NamedThread("camera", priority: .ordinary) { [self] in
                runPictures(deliver)
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

    private func runPictures(_ deliver: @Sendable (CameraFrame) -> Void) {
        var clock = MonotonicClock()
        while true {
            picture.wait(milliseconds: -1)
            picture.clear()
            // The capture is the instant of the scene, not of the finished drawing.
            let (scene, isStopping) = state.withLock { ($0.world, $0.isStopping) }
            if isStopping { return }
            let instant = clock.now()
            let pixels = camera(scene)
            deliver(CameraFrame(instant: instant, pixels: pixels, state: scene.stateVector))
        }
    }
}
