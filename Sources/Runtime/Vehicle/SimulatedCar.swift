public import EdgeCore
public import Motion
import SansIO
import Synchronization
public import Timekeeping
public import Worlds

/// The simulated world in real time behind the ports of a car: stepped at 50 Hz on one thread,
/// pictures drawn at the camera's rate on another, so that drawing never delays motion.
///
/// The control loop shares a lock with the world's thread alone, which is as urgent and holds it
/// for a copy of a few numbers. Copies of the world for camera and recorder are made by the world's
/// thread: a thread of lower priority never holds what either of the two needs.
public final class SimulatedCar: SensorPort, ActuatorPort {
    /// What the control loop and the world exchange.
    private struct Exchange {
        var watchdog = ActuatorWatchdog()
        var odometry: Odometry
        var glimpse: DriveGlimpse
        var lateSteps: UInt64 = 0
        /// The pace asked for, until the world's thread takes it.
        var pace: Pace?
    }
    private struct Pace {
        var next: Instant
        var period: Interval
    }
    /// The world as the camera is to see it.
    struct Exposure: Sendable {
        var scene: World
        var instant: Instant
    }
    /// What the world's thread shows the camera and the recorder.
    private struct Scenes {
        var latest: World
        /// The exposure the camera has not begun to draw.
        var next: Exposure?
        var skipped: UInt64 = 0
    }
    private struct Time {
        var world: World
        var steps = 0
        /// Which steps are exposed: those nearest to the instants of the pace.
        var choice = CapturePace(sensorPeriod: World.stepInterval)
        /// Whether a pace was ever set; before it, each so many steps are exposed.
        var isPaced = false
    }
    private struct Threads {
        var steps: NamedThread?
        var pictures: NamedThread?
    }
    /// Locked for the type system's sake: only the thread that steps takes it.
    private let time: Mutex<Time>
    private let exchange: Mutex<Exchange>
    private let scenes: Mutex<Scenes>
    private let threads = Mutex(Threads())
    private let isStopping = Atomic<Bool>(false)
    private let picture = Doorbell()
    private let capturePeriod: Int
    private let width: Int
    private let height: Int

    /// A car in `world`, standing still in time until `start`. A picture of `width` by `height` is
    /// drawn on every `capturePeriod`-th step of 20 ms.
    public init(world: World, capturePeriod: Int, width: Int, height: Int) {
        precondition(capturePeriod >= 1, "a camera takes pictures now and then")
        time = Mutex(Time(world: world))
        exchange = Mutex(
            Exchange(
                odometry: SimulatedCar.odometry(of: world),
                glimpse: SimulatedCar.glimpse(of: world)))
        scenes = Mutex(Scenes(latest: world))
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

    /// The world as the camera saw it last: a copy.
    public var world: World { scenes.withLock { $0.latest } }
    /// Where the car is and how its drive has gone, without copying the world.
    public func glimpse() -> DriveGlimpse { exchange.withLock { $0.glimpse } }
    /// What it counted so far.
    public var counts: CarCounts {
        var counts = CarCounts()
        (counts.watchdogTrips, counts.lateSteps) = exchange.withLock {
            ($0.watchdog.trips, $0.lateSteps)
        }
        counts.skippedPictures = scenes.withLock { $0.skipped }
        return counts
    }

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
        isStopping.store(true, ordering: .releasing)
        picture.ring()
        let (steps, pictures) = threads.withLock { ($0.steps, $0.pictures) }
        steps?.join()
        pictures?.join()
    }
    /// Its camera takes the pictures that it is told to.
    public var isTriggered: Bool { true }
    /// Exposes the step nearest to `next`, then the one nearest to each `period` after it.
    public func setPace(next: Instant, period: Interval) {
        exchange.withLock { $0.pace = Pace(next: next, period: period) }
    }
    /// The latest reading of wheels and gyroscope.
    public func odometry() -> Odometry? { exchange.withLock { $0.odometry } }
    /// The command for the next steps. One of actions is none to a car, which then brakes.
    public func apply(_ command: MachineCommand) {
        guard let command = command.drive else { return }
        var clock = MonotonicClock()
        apply(command, at: clock.now())
    }
    func apply(_ command: DriveCommand, at now: Instant) {
        exchange.withLock { $0.watchdog.take(command, at: now) }
    }
}

// MARK: The world's thread

extension SimulatedCar {
    private func runSteps() {
        var clock = MonotonicClock()
        var next = clock.now()
        while !isStopping.load(ordering: .acquiring) {
            MonotonicClock.sleep(until: next)
            let now = clock.now()
            step(at: now, late: now - next)
            // Steps that could not be made in time are made up for, so that the world keeps pace.
            next = next + World.stepInterval
        }
    }
    /// Makes one step at `now`, which comes `late` after its time.
    func step(at now: Instant, late: Interval) {
        let isExposed = time.withLock { time in
            let (command, pace) = exchange.withLock { exchange in
                defer { exchange.pace = nil }
                if late >= World.stepInterval { exchange.lateSteps += 1 }
                let command = exchange.watchdog.command(
                    at: now, speed: time.world.ego.speed,
                    steeringAngle: time.world.lastCommand.steeringAngle)
                return (command, exchange.pace)
            }
            time.world.step(command)
            let odometry = SimulatedCar.odometry(of: time.world)
            let glimpse = SimulatedCar.glimpse(of: time.world)
            exchange.withLock { exchange in
                exchange.odometry = odometry
                exchange.glimpse = glimpse
            }
            defer { time.steps += 1 }
            if let pace {
                time.isPaced = true
                time.choice.keep(period: pace.period, next: pace.next, from: .origin)
            }
            // By when the step was due: how late it came is no part of the pace.
            let isDue =
                time.isPaced
                ? time.choice.uses(now - late) : time.steps.isMultiple(of: capturePeriod)
            guard isDue else { return false }
            expose(time.world, at: now)
            return true
        }
        if isExposed { picture.ring() }
    }
    private func expose(_ scene: World, at now: Instant) {
        scenes.withLock { scenes in
            if scenes.next != nil { scenes.skipped += 1 }
            scenes.next = Exposure(scene: scene, instant: now)
            scenes.latest = scene
        }
    }
    private static func odometry(of world: World) -> Odometry {
        Odometry(speed: world.ego.speed, yawRate: world.ego.yawRate(world.limits))
    }
    private static func glimpse(of world: World) -> DriveGlimpse {
        DriveGlimpse(
            pose: world.ego.pose, speed: world.ego.speed, distance: world.score.distance,
            remaining: world.road.length - world.egoRoadPosition.s,
            collisions: world.score.collisions, offRoadSeconds: world.score.offRoadTime.seconds,
            isFinished: world.isFinished)
    }
}

// MARK: The camera's thread

extension SimulatedCar {
    /// The exposure to draw next, if there is one; it is the caller's then.
    func takeExposure() -> Exposure? {
        scenes.withLock { scenes in
            defer { scenes.next = nil }
            return scenes.next
        }
    }
    private func runPictures(_ signal: @Sendable (SensorSignal) -> Void) {
        var camera = Camera(width: width, height: height)
        var count: UInt64 = 0
        while true {
            picture.wait(milliseconds: -1)
            picture.clear()
            if isStopping.load(ordering: .acquiring) { return }
            guard let exposure = takeExposure() else { continue }
            let id = CaptureID(count)
            count += 1
            // The instant of the scene, not of the drawing or of this thread's turn.
            signal(.exposed(id, at: exposure.instant))
            var pixels: [UInt8] = []
            camera.render(exposure.scene, into: &pixels)
            signal(
                .picture(id, CameraFrame(pixels: pixels, state: exposure.scene.stateVector)))
        }
    }
}
