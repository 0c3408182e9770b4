import Foundation
public import ModelBundle

/// A recording in a folder: pictures with the state at each, as one's own camera or `tombolo world
/// record` wrote them. Checked whole when it is opened; pictures are read when they are due.
public struct FrameFolder: Sendable {
    private enum Contents: Sendable {
        case arrays(images: NumpyArray, states: NumpyArray)
        case pixmaps([String], states: [[Float]])
    }
    /// How many pictures there are, at least one.
    public let count: Int
    private let contents: Contents
    private let camera: CameraSpecification

    /// Opens the folder at `path` for `bundle`.
    public init(path: String, bundle: ModelBundle) throws(FrameFolderError) {
        camera = bundle.camera
        if FileManager.default.fileExists(atPath: path + "/images.npy") {
            let row = [camera.height, camera.width, camera.channels]
            let images = try NumpyArray(path: path + "/images.npy", element: .uint8, row: row)
            let states = try NumpyArray(
                path: path + "/states.npy", element: .float32, row: [bundle.state.count])
            guard images.count == states.count else {
                throw .malformed(
                    path: path,
                    reason: "images.npy has \(images.count) rows, states.npy \(states.count)")
            }
            count = images.count
            contents = .arrays(images: images, states: states)
        } else {
            let files = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
                .filter { $0.hasSuffix(".ppm") }.sorted().map { path + "/" + $0 }
            count = files.count
            let table = path + "/states.csv"
            guard !files.isEmpty else { throw .empty(folder: path) }
            let file = try RandomAccessFile(path: table)
            guard file.byteCount <= Limits.stateTableBytes else {
                throw .malformed(path: table, reason: "it is too long")
            }
            let text = String(decoding: try file.read(file.byteCount, at: 0), as: UTF8.self)
            let states = try StateTable(text, path: table, fields: bundle.state.map(\.name)).rows
            guard states.count == files.count else {
                throw .malformed(
                    path: table,
                    reason: "it has \(states.count) lines for \(files.count) pictures")
            }
            contents = .pixmaps(files, states: states)
        }
        guard count > 0 else { throw .empty(folder: path) }
        // The first one tells of most mistakes before anything drives.
        _ = try frame(0)
    }

    /// The picture and state of a number below `count`.
    public func frame(_ number: Int) throws(FrameFolderError) -> CameraFrame {
        switch contents {
        case .arrays(let images, let states):
            return CameraFrame(
                pixels: try images.bytes(row: number), state: try states.floats(row: number))
        case .pixmaps(let files, let states):
            let file = try RandomAccessFile(path: files[number])
            let pixels = try PortablePixmap.pixels(
                of: file, width: camera.width, height: camera.height)
            return CameraFrame(pixels: pixels, state: states[number])
        }
    }
}
