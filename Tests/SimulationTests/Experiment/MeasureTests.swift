import NetworkModel
import Randomness
import Simulation
import Testing
import Timekeeping

/// What drives made by hand come to together.
@Suite struct MeasureTests {
    private func drive(
        _ seed: UInt64, seconds: Double, distance: Double, collisions: Int = 0,
        offRoad: Double = 0, jerk: Double = 0
    ) -> DriveMeasures {
        var drive = DriveMeasures(scenario: "by hand", seed: seed)
        drive.seconds = seconds
        drive.distance = distance
        drive.collisions = collisions
        drive.offRoadSeconds = offRoad
        drive.jerk = jerk
        drive.ticks = Int(seconds * 50)
        return drive
    }

    @Test func `drives count by their time`() throws {
        var first = drive(1, seconds: 30, distance: 300, jerk: 1)
        first.minimumTimeToCollision = 2
        first.drivers = [NamedSeconds("a", 20), NamedSeconds("b", 10)]
        first.ages.add(.milliseconds(52))
        first.endedLatched = true
        var second = drive(2, seconds: 10, distance: 20, collisions: 3, offRoad: 0.5, jerk: 3)
        second.minimumTimeToCollision = 0.7
        second.drivers = [NamedSeconds("b", 10)]
        second.ticksMissed = 25
        second.spentBudget = true
        for _ in 0..<99 { second.ages.add(.milliseconds(20)) }
        let cell = CellMeasures([first, second])
        #expect(cell.drives == 2 && cell.collided == 1 && cell.leftRoad == 1)
        #expect(cell.offRoadSeconds == 0.5)
        #expect(cell.averageSpeed == 8)
        #expect(abs(cell.jerk - (120.0 / 40).squareRoot()) < 1e-12)
        #expect(cell.minimumTimeToCollision == 0.7)
        #expect(cell.ticks == 2_000 && cell.ticksMissed == 25)
        #expect(cell.endedLatched == 1 && cell.spentBudget == 1)
        #expect(cell.drivers == [NamedShare("a", 0.5), NamedShare("b", 0.5)])
        #expect(cell.ageP50Milliseconds == 25 && cell.ageP99Milliseconds == 25)
        #expect(!cell.isClean && CellMeasures([first]).isClean)
        #expect(CellMeasures([]).averageSpeed == 0 && CellMeasures([]).ageP50Milliseconds == nil)
    }

    @Test func `ages are counted in steps of five milliseconds, the oldest together`() {
        var ages = AgeCounts()
        #expect(ages.percentile(50) == nil)
        for milliseconds in 0..<100 { ages.add(.milliseconds(Int64(milliseconds))) }
        #expect(ages.percentile(50) == .milliseconds(50))
        #expect(ages.percentile(100) == .milliseconds(100))
        ages.add(.seconds(60))
        #expect(ages.percentile(100) == .milliseconds(10_005))
        var sum = AgeCounts()
        sum.add(ages)
        #expect(sum == ages && sum.total == 101)
    }

    @Test func `goals are judged by drives of the same seed`() {
        let local = [
            drive(1, seconds: 10, distance: 40), drive(2, seconds: 10, distance: 40),
        ]
        let perfect = [
            drive(1, seconds: 10, distance: 90), drive(2, seconds: 10, distance: 110),
        ]
        var slow = drive(2, seconds: 10, distance: 5)
        slow.spentBudget = true
        slow.endedLatched = true
        let good = drive(1, seconds: 10, distance: 86)
        func goals(
            _ drives: [DriveMeasures], delivers: [Bool], lost: Bool = false
        ) -> ExperimentGoals {
            ExperimentGoals(
                [
                    ExperimentGoals.Row(
                        link: "l", isLostForGood: lost, tombolo: drives, delivers: delivers)
                ], local: local, perfect: perfect)
        }
        // The drive whose budget is spent, and the one whose link is not there, do not count.
        let fine = goals([good, slow], delivers: [true, false])
        #expect(fine.areMet)
        #expect(fine.goals.map(\.isMet) == [true, true, true])
        #expect(fine.goals.map(\.kind) == [.safe, .localSpeed, .perfectSpeed])
        #expect(
            goals([good, slow], delivers: [true, true]).goals.map(\.isMet) == [true, true, false])
        #expect(
            goals([slow, slow], delivers: [false, false]).goals.map(\.isMet) == [true, nil, nil])
        let hit = drive(2, seconds: 10, distance: 100, collisions: 1)
        #expect(goals([good, hit], delivers: [true, true]).goals.first?.isMet == false)
        let off = drive(2, seconds: 10, distance: 100, offRoad: 0.02)
        #expect(!goals([good, off], delivers: [true, true]).areMet)
        let lost = goals([good, slow], delivers: [false, false], lost: true)
        #expect(lost.goals.last?.kind == .latched && lost.goals.last?.isMet == false)
        #expect(
            goals([slow, slow], delivers: [false, false], lost: true).goals.last?.isMet == true)
        let crawl = drive(2, seconds: 10, distance: 30)
        #expect(goals([crawl, crawl], delivers: [false, false]).goals[1].isMet == false)
    }

    @Test func `a link that is cut serves the seconds around the cut and none within`() {
        let link = LinkCourse(.perfect, changes: []).cut(from: .seconds(4), for: .seconds(3))
        let load = LinkProbe.Load(
            frameBytes: 700, answerBytes: 600, period: .milliseconds(100),
            deviceTime: .milliseconds(20), cloudTime: .milliseconds(15),
            budget: .milliseconds(400))
        func served(_ from: Int64, _ until: Int64) -> Int {
            let probe = LinkProbe(
                link, seeds: (Seed(1), Seed(2)), load: load, from: .seconds(from),
                until: .seconds(until))
            #expect(probe.seconds == Int(until - from))
            return probe.served
        }
        #expect(served(0, 4) == 4)
        #expect(served(4, 7) == 0)
        #expect(served(10, 14) == 4)
    }
}
