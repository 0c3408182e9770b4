import Foundation
import Randomness
import Worlds

/// One thread's share of a recording: its own rows, its own drives, nothing shared but the files.
struct RecordingShard {
    /// Rows this shard fills.
    let rows: Range<Int>
    /// The number of its first drive; the next is `driveStride` later.
    let firstDrive: Int
    let driveStride: Int
    let seedBase: UInt64
    let scenarios: [Scenario]
    let secondsPerDrive: Double
    let folder: URL

    /// What became of the drives.
    struct Summary: Sendable {
        var drives = 0
        var collisions = 0
        var offRoad = 0
    }

    /// Drives and writes until the rows are filled; `driver` makes the driver of a drive, and
    /// `progress` is told after each batch of rows.
    func run(
        driver: (_ drive: Int) throws -> any RecordingDriver, progress: (_ rows: Int) -> Void
    ) throws -> Summary {
        let files = try RecordingFiles(folder: folder)
        var summary = Summary()
        var row = rows.lowerBound
        var drive = firstDrive
        var camera = Camera(width: RecordingFiles.width, height: RecordingFiles.height)
        while row < rows.upperBound {
            let scenario = drive % scenarios.count
            var world = scenarios[scenario].world(seed: Seed(seedBase + UInt64(drive)))
            var seat = try driver(drive)
            seat.begin(world)
            var (frame, pixels) = (0, [UInt8]())
            for step in 0..<Int(secondsPerDrive * 50) {
                let isCapture = step.isMultiple(of: 5)
                if isCapture {
                    guard row < rows.upperBound else { break }
                    camera.render(world, into: &pixels)
                    try files.write(
                        world, camera: camera, pixels: pixels, row: row,
                        mark: [Int32(drive), Int32(frame), Int32(scenario)])
                    (row, frame) = (row + 1, frame + 1)
                    if row.isMultiple(of: 100) { progress(100) }
                }
                world.step(try seat.command(for: world, image: isCapture ? pixels : nil))
                if world.isFinished || world.isColliding || world.overhang > 1.5 { break }
            }
            summary.drives += 1
            summary.collisions += world.score.collisions > 0 ? 1 : 0
            summary.offRoad += world.isOffRoad ? 1 : 0
            drive += driveStride
        }
        return summary
    }
}
