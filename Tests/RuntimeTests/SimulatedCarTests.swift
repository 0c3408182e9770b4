import EdgeCore
import Motion
import Randomness
import Testing
import Timekeeping
import Worlds

@testable import Runtime

@Suite struct SimulatedCarTests {
    private func car(speed: Double) throws -> SimulatedCar {
        let scenario = try #require(Scenario.named("town"))
        var world = scenario.world(seed: Seed(3))
        world.place(at: world.egoRoadPosition, speed: speed)
        return SimulatedCar(world: world, capturePeriod: 5, width: 192, height: 96)
    }

    @Test func `a car whose commands stop brakes by itself after 200 ms and stands`() throws {
        let car = try car(speed: 5)
        let coast = DriveCommand(steeringAngle: 0, acceleration: 0)
        car.apply(coast, at: .milliseconds(1_000))
        for time in stride(from: 1_000, through: 1_200, by: 20) {
            car.step(at: .milliseconds(UInt64(time)), late: .zero)
        }
        #expect(car.counts.watchdogTrips == 0)
        #expect(car.odometry().map { abs($0.speed - 5) < 0.1 } == true)
        // 5 m/s at 4 m/s2 are 1.25 s.
        for time in stride(from: 1_220, through: 2_600, by: 20) {
            car.step(at: .milliseconds(UInt64(time)), late: .zero)
        }
        #expect(car.counts.watchdogTrips == 1)
        #expect(car.odometry()?.speed == 0)
        // Commands that come again are obeyed, and the next silence is another trip.
        car.apply(DriveCommand(steeringAngle: 0, acceleration: 2), at: .milliseconds(3_000))
        for time in stride(from: 3_000, through: 3_300, by: 20) {
            car.step(at: .milliseconds(UInt64(time)), late: .zero)
        }
        #expect(car.counts.watchdogTrips == 2)
    }

    @Test func `waiting for the first command, or standing, is no trip`() throws {
        let car = try car(speed: 0)
        for time in stride(from: 0, through: 2_000, by: 20) {
            car.step(at: .milliseconds(UInt64(time)), late: .zero)
        }
        car.apply(
            DriveCommand(steeringAngle: 0, acceleration: -1), at: .milliseconds(2_020))
        for time in stride(from: 2_020, through: 4_000, by: 20) {
            car.step(at: .milliseconds(UInt64(time)), late: .zero)
        }
        #expect(car.counts.watchdogTrips == 0)
        #expect(car.glimpse().speed == 0)
    }

    @Test func `a watchdog keeps the wheels and brakes from the first nanosecond over its limit`() {
        var watchdog = ActuatorWatchdog()
        let command = DriveCommand(steeringAngle: 0.2, acceleration: 1)
        watchdog.take(command, at: .milliseconds(100))
        let last = Instant.milliseconds(100) + Limits.actuatorSilence
        #expect(watchdog.command(at: last, speed: 3, steeringAngle: 0.1) == command)
        let late = last + Interval.nanoseconds(1)
        let held = watchdog.command(at: late, speed: 3, steeringAngle: 0.1)
        #expect(held == DriveCommand(steeringAngle: 0.1, acceleration: -4))
        #expect(watchdog.trips == 1)
        _ = watchdog.command(at: late + .seconds(1), speed: 1, steeringAngle: 0.1)
        #expect(watchdog.trips == 1)
    }

    @Test func `an exposure carries its step's instant, however late the camera takes it`() throws {
        let car = try car(speed: 5)
        for time in stride(from: 1_000, through: 1_080, by: 20) {
            car.step(at: .milliseconds(UInt64(time)), late: .zero)
        }
        #expect(car.takeExposure()?.instant == .milliseconds(1_000))
        #expect(car.takeExposure() == nil)
        #expect(car.counts.skippedPictures == 0)
    }

    @Test func `a picture due before the one before was begun replaces it and is counted`() throws {
        let car = try car(speed: 5)
        for time in stride(from: 1_000, through: 1_200, by: 20) {
            car.step(at: .milliseconds(UInt64(time)), late: .zero)
        }
        #expect(car.counts.skippedPictures == 2)
        #expect(car.takeExposure()?.instant == .milliseconds(1_200))
    }

    /// The instants in milliseconds at which a car exposes, stepped each 20 ms.
    private func exposures(
        of car: SimulatedCar, from first: UInt64, through last: UInt64, late: Interval = .zero
    ) -> [UInt64] {
        stride(from: first, through: last, by: 20).filter { time in
            car.step(at: .milliseconds(time) + late, late: late)
            return car.takeExposure() != nil
        }
    }
    @Test func `a pace is kept on the steps nearest to its instants, from its phase on`() throws {
        let car = try car(speed: 5)
        #expect(car.isTriggered)
        #expect(exposures(of: car, from: 1_000, through: 1_240) == [1_000, 1_100, 1_200])
        car.setPace(next: .milliseconds(1_333), period: .milliseconds(150))
        let times = exposures(of: car, from: 1_260, through: 2_000)
        #expect(times == [1_340, 1_480, 1_640, 1_780, 1_940])
        car.setPace(next: .milliseconds(2_040), period: .milliseconds(100))
        #expect(exposures(of: car, from: 2_020, through: 2_260) == [2_040, 2_140, 2_240])
    }
    @Test func `steps that come late keep the pace all the same`() throws {
        let car = try car(speed: 5)
        car.setPace(next: .milliseconds(1_060), period: .milliseconds(160))
        let times = exposures(
            of: car, from: 1_000, through: 1_600, late: .milliseconds(15))
        #expect(times == [1_060, 1_220, 1_380, 1_540])
    }

    @Test func `a step that comes a whole step late is counted`() throws {
        let car = try car(speed: 0)
        car.step(at: .milliseconds(1_000), late: .milliseconds(19))
        #expect(car.counts.lateSteps == 0)
        car.step(at: .milliseconds(1_040), late: .milliseconds(20))
        #expect(car.counts.lateSteps == 1)
    }

    @Test func `a camera's rate divides the world's fifty steps a second`() throws {
        #expect(SimulatedCar.cameraRates == [1, 2, 5, 10, 25, 50])
        for rate in SimulatedCar.cameraRates {
            #expect(try SimulatedCar.stepsPerPicture(rateHertz: rate) * rate == 50)
        }
    }

    @Test(arguments: [0, -10, 3, 20, 30, 49, 60, 100, Int.max])
    func `another rate is refused with those that are allowed`(rate: Int) {
        let error = #expect(throws: CameraRateError(rateHertz: rate)) {
            try SimulatedCar.stepsPerPicture(rateHertz: rate)
        }
        #expect(error?.description.contains("1, 2, 5, 10, 25, 50") == true)
    }
}
