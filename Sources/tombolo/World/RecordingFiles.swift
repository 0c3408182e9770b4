import Foundation
import Worlds

/// The arrays of a recording: what the camera and the state said, and what the experts would do.
struct RecordingFiles {
    static let width = 192
    static let height = 96
    static let steps = 25
    /// The cells of the latent: what stands where is noted at their resolution.
    static let cellRows = 6
    static let cellColumns = 12
    private let images: NumpyFile
    private let states: NumpyFile
    private let plans: NumpyFile
    private let cautious: NumpyFile
    private let obstacles: NumpyFile
    private let cells: NumpyFile
    private let drives: NumpyFile

    /// Makes the folder and its files for `count` rows.
    static func create(folder: URL, count: Int) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func file(_ name: String, _ type: NumpyFile.ElementType, _ row: [Int]) throws {
            let url = folder.appendingPathComponent(name)
            try NumpyFile.create(at: url, type: type, shape: [count] + row)
        }
        try file("images.npy", .uint8, [height, width, 3])
        try file("states.npy", .float32, [4])
        try file("plans.npy", .float32, [steps, 4])
        try file("cautious.npy", .float32, [steps, 4])
        try file("obstacles.npy", .float32, [3])
        try file("cells.npy", .float32, [cellRows, cellColumns])
        try file("drives.npy", .int32, [3])
    }
    /// Opens files made by `create`.
    init(folder: URL) throws {
        func file(_ name: String) throws -> NumpyFile {
            try NumpyFile(at: folder.appendingPathComponent(name))
        }
        images = try file("images.npy")
        states = try file("states.npy")
        plans = try file("plans.npy")
        cautious = try file("cautious.npy")
        obstacles = try file("obstacles.npy")
        cells = try file("cells.npy")
        drives = try file("drives.npy")
    }
    /// Writes one row: the frame, the state, both experts' futures, the obstacle, and which drive.
    func write(
        _ world: World, camera: Camera, pixels: [UInt8], row: Int, mark: [Int32]
    ) throws {
        try images.write(pixels, row: row, rowByteCount: pixels.count)
        try states.write(NumpyFile.bytes(world.stateVector), row: row, rowByteCount: 16)
        let planByteCount = RecordingFiles.steps * 16
        try plans.write(
            future(world, .brisk), row: row, rowByteCount: planByteCount)
        try cautious.write(
            future(world, .cautious), row: row, rowByteCount: planByteCount)
        let nearest = NearestObstacle(in: world)
        let belief = [
            Float(nearest.distance), Float(nearest.offset), nearest.isPresent ? 1 : 0,
        ]
        try obstacles.write(NumpyFile.bytes(belief), row: row, rowByteCount: 12)
        let (rows, columns) = (RecordingFiles.cellRows, RecordingFiles.cellColumns)
        let nearness = camera.cells(of: world, rows: rows, columns: columns)
        try cells.write(
            NumpyFile.bytes(nearness), row: row, rowByteCount: rows * columns * 4)
        try drives.write(NumpyFile.bytes(mark), row: row, rowByteCount: 12)
    }

    private func future(_ world: World, _ style: DrivingStyle) -> [UInt8] {
        let plan = Expert.rollout(
            world: world, style: style, steps: RecordingFiles.steps, every: 5)
        return NumpyFile.bytes(
            plan.flatMap { [Float($0.x), Float($0.y), Float($0.heading), Float($0.speed)] })
    }
}
