import Failsafe
import Randomness
import Simulation
import Testing
import Timekeeping
import Worlds

/// Drives of a car whose actuators stick: it leaves the road or touches something.
@Suite struct LostDriveTests {
    private func drive(
        _ seed: UInt64, stick: Interval?, endsWhenLost: Bool
    ) throws -> DriveOutcome {
        try Drives.drive("country-road", seed: seed, seconds: 20) {
            $0.faults = stick.map { [DriveFault(at: $0, for: .max, .actuatorsStuck)] } ?? []
            $0.endsWhenLost = endsWhenLost
        }
    }

    @Test func `actuators that stick keep the command of that moment`() throws {
        let outcome = try drive(3, stick: .zero, endsWhenLost: false)
        // The command before the first is to coast, and a car that stands and coasts stands.
        #expect(outcome.score.distance < 0.01)
        #expect(outcome.ticks[.cloudPlan] > 500)
        #expect(try drive(3, stick: nil, endsWhenLost: false).score.distance > 50)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a car that is lost ends its drive where that is wanted, and only there`(
        seed: UInt64
    ) throws {
        let ended = try drive(seed, stick: .seconds(4), endsWhenLost: true)
        let whole = try drive(seed, stick: .seconds(4), endsWhenLost: false)
        #expect(ended.isLost && !whole.isLost)
        #expect(ended.score.duration < whole.score.duration)
        #expect(ended.firstOffRoad != nil || ended.score.collisions > 0)
        #expect(ended.score.collisions <= 1)
        if let first = ended.firstOffRoad {
            #expect(first > .seconds(4) && first <= ended.score.duration)
            #expect(first == whole.firstOffRoad)
            // Off the road from then on or with a return, never longer.
            let left = ended.score.duration - first + World.stepInterval
            #expect(ended.score.offRoadTime > .zero && ended.score.offRoadTime <= left)
        }
    }

    @Test func `a drive that stays on the road names no moment and is not lost`() throws {
        let outcome = try drive(3, stick: nil, endsWhenLost: true)
        #expect(outcome.firstOffRoad == nil && !outcome.isLost)
        #expect(outcome.score.duration == .seconds(20))
    }
}
