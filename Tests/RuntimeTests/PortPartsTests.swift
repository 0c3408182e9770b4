@testable import EdgeCore
import Failsafe
import Motion
import PortProtocol
import Synchronization
import Testing
import Timekeeping

@testable import Runtime

@Suite struct PortPartsTests {
    @Test func `a stamp of one clock is an instant of the other, and back`() {
        var clock = SharedClock { SharedClock.Reading(monotonic: 100, boot: 1_100, width: 1) }
        clock.update()
        #expect(clock.instant(of: 50) == Instant(nanoseconds: 1_050))
        #expect(clock.stamp(of: Instant(nanoseconds: 1_050)) == 50)
        #expect(clock.instant(of: -1_001) == nil, "before the machine began")
        #expect(clock.instant(of: .max) == nil)
        #expect(clock.instant(of: .min) == nil)
    }

    @Test func `after a suspension the stamps of before it are none`() {
        let suspended = Mutex<Int64>(0)
        var clock = SharedClock {
            let extra = suspended.withLock { $0 }
            return SharedClock.Reading(
                monotonic: 5_000_000_000, boot: 5_000_000_000 + extra, width: 1)
        }
        // A trifle is how the clocks are read.
        suspended.withLock { $0 = 900_000 }
        clock.update()
        #expect(clock.instant(of: 4_999_999_999) == Instant(nanoseconds: 4_999_999_999))
        suspended.withLock { $0 = 60_000_000_000 }
        clock.update()
        #expect(clock.instant(of: 4_999_999_999) == nil)
        #expect(clock.instant(of: 5_000_000_000) == Instant(nanoseconds: 65_000_000_000))
    }

    @Test func `a reading that took long teaches nothing`() {
        let wide = Mutex(false)
        var clock = SharedClock {
            let isWide = wide.withLock { $0 }
            return SharedClock.Reading(
                monotonic: 0, boot: isWide ? 9_000_000_000 : 0, width: isWide ? 50_001 : 1)
        }
        wide.withLock { $0 = true }
        clock.update()
        #expect(clock.instant(of: 5) == Instant(nanoseconds: 5))
    }

    @Test func `the machine's clocks go on and agree`() throws {
        var clock = SharedClock()
        clock.update()
        var boot = MonotonicClock()
        let stamp = SharedClock.monotonicNow()
        let instant = try #require(clock.instant(of: stamp))
        #expect(instant <= boot.now())
        #expect(boot.now() - instant < .seconds(5))
    }

    @Test func `an emergency stop that is over before anybody looked is told all the same`() {
        var desk = OperatorDesk()
        desk.take(.emergencyStop)
        desk.take(.emergencyStopCleared)
        desk.take(.arm)
        #expect(desk.takeAll() == [.emergencyStop, .arm])
        #expect(desk.takeAll() == [.emergencyStopCleared])
        #expect(desk.takeAll().isEmpty)
        desk.take(.emergencyStop)
        desk.take(.emergencyStopCleared)
        desk.take(.emergencyStop)
        #expect(desk.takeAll() == [.emergencyStop])
        #expect(desk.takeAll().isEmpty, "the second stop stands")
    }

    @Test func `of contrary demands the later counts, and each release and reset once`() {
        var desk = OperatorDesk()
        desk.take(.arm)
        desk.take(.disarm)
        desk.take(.release(Release(epoch: 1, standstill: 1)))
        desk.take(.release(Release(epoch: 1, standstill: 2)))
        desk.take(.localReset)
        #expect(
            desk.takeAll()
                == [.disarm, .release(Release(epoch: 1, standstill: 2)), .localReset])
        #expect(desk.takeAll().isEmpty)
    }

    @Test func `every driver and state has a number of its own on the port`() {
        let drivers = Set(Driver.allCases.map { PortDriver($0).rawValue })
        #expect(drivers.count == Driver.allCases.count)
        let states: [FailsafeState] =
            [.standby, .nominal, .degraded, .fallback, .minimalRiskCondition, .emergencyStop]
            + StopLevel.allCases.map { .minimalRiskManoeuvre($0) }
        #expect(Set(states.map { PortState($0).rawValue }).count == states.count)
    }

    @Test func `a command of actions has its values in order, and none if one is no number`() {
        func command(_ command: MachineCommand) -> PortCommand {
            PortCommand(
                ControlOutput(
                    command: command, driver: .localPolicy, state: .fallback, plan: nil,
                    cloudPlanAge: .milliseconds(85), speedCap: nil, standstills: 3),
                number: 4, stamp: 5, epoch: 6)
        }
        let actions = command(.actions(ActionVector([0.5, -0.25, 1])))
        #expect(actions.values == [0.5, -0.25, 1])
        #expect(actions.planAge == 85_000)
        #expect((actions.number, actions.stamp, actions.epoch) == (4, 5, 6))
        #expect(actions.standstills == 3)
        #expect(actions.validity == 200_000)
        #expect(command(.actions(ActionVector([.nan]))).values.isEmpty)
        let drive = DriveCommand(steeringAngle: 0.5, acceleration: -1)
        #expect(command(.drive(drive)).values == [0.5, -1])
    }

    @Test(arguments: [
        (0 as Int64, FrameArrival.Verdict.backlog), (24, .backlog), (25, .live), (100, .live),
        (200, .live),
        (201, .afterPause),
    ])
    func `a picture counts if it was waited for, and not for too long`(
        milliseconds: Int64, verdict: FrameArrival.Verdict
    ) {
        let arrival = FrameArrival(period: .milliseconds(100))
        #expect(arrival.verdict(waited: .milliseconds(milliseconds)) == verdict)
    }

    @Test func `scaling averages exactly the area that a pixel covers`() {
        let pixels: [UInt8] = [0, 0, 0, 90, 30, 3, 255, 255, 255]
        let scaler = PictureScaler(width: 3, height: 1, newWidth: 2, newHeight: 1)
        // One and a half old pixels each.
        #expect(scaler.scaled(pixels) == [30, 10, 1, 200, 180, 171])
        let same = PictureScaler(width: 3, height: 1, newWidth: 3, newHeight: 1)
        #expect(same.scaled(pixels) == pixels)
        let larger = PictureScaler(width: 1, height: 1, newWidth: 2, newHeight: 2)
        #expect(larger.scaled([1, 2, 3]) == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])
        let column = PictureScaler(width: 1, height: 4, newWidth: 1, newHeight: 2)
        #expect(
            column.scaled([0, 0, 0, 10, 20, 30, 100, 100, 100, 200, 201, 202])
                == [5, 10, 15, 150, 151, 151])
    }

    @Test func `an even grey stays what it is at any size`() {
        for (width, height) in [(640, 480), (17, 13), (5, 300)] {
            let scaler = PictureScaler(width: width, height: height, newWidth: 12, newHeight: 6)
            let scaled = scaler.scaled([UInt8](repeating: 201, count: 3 * width * height))
            #expect(scaled == [UInt8](repeating: 201, count: 3 * 12 * 6))
        }
    }

    @Test func `each pixel format says the same picture`() {
        #expect(
            PixelFormat.bgr24.pixels([3, 2, 1, 6, 5, 4], width: 2, height: 1) == [1, 2, 3, 4, 5, 6])
        // Black, white, and the primary red of BT.601.
        let black = PixelFormat.nv12.pixels([16, 16, 16, 16, 128, 128], width: 2, height: 2)
        #expect(black == [UInt8](repeating: 0, count: 12))
        let white = PixelFormat.yuv420p.pixels([235, 235, 235, 235, 128, 128], width: 2, height: 2)
        #expect(white == [UInt8](repeating: 255, count: 12))
        let red = PixelFormat.yuv420p.pixels([81, 90, 240], width: 1, height: 1)
        #expect(red[0] >= 253 && red[1] <= 2 && red[2] <= 2)
        #expect(PixelFormat.nv12.pixels([81, 90, 240], width: 1, height: 1) == red)
        #expect(PixelFormat.yuv420p.byteCount(width: 3, height: 3) == 9 + 8)
        #expect(PixelFormat.rgb24.byteCount(width: 192, height: 96) == 55_296)
    }
}
