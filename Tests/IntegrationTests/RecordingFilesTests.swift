import Foundation
import Randomness
import Testing
import Worlds

@testable import tombolo

@Suite struct RecordingFilesTests {
    private func folder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    }

    @Test func `begins an array as NumPy's format 1.0 says`() throws {
        let folder = folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try RecordingFiles.create(folder: folder, count: 12)
        for (name, expected) in [
            ("images", "'descr': '|u1', 'fortran_order': False, 'shape': (12, 96, 192, 3)"),
            ("plans", "'descr': '<f4', 'fortran_order': False, 'shape': (12, 25, 4)"),
            ("drives", "'descr': '<i4', 'fortran_order': False, 'shape': (12, 3)"),
        ] {
            let bytes = [UInt8](
                try Data(contentsOf: folder.appendingPathComponent("\(name).npy")))
            #expect(bytes.prefix(8) == [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
            let count = Int(bytes[8]) + Int(bytes[9]) << 8
            #expect((10 + count).isMultiple(of: 64))
            #expect(bytes.count == 10 + count)
            let header = String(decoding: bytes[10...], as: UTF8.self)
            #expect(header.hasPrefix("{\(expected)"))
            #expect(header.hasSuffix("\n"))
        }
    }
    @Test func `puts a row where it belongs, numbers least significant byte first`() throws {
        let folder = folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try RecordingFiles.create(folder: folder, count: 3)
        let scenario = try #require(Scenario.named("town"))
        let world = scenario.world(seed: Seed(4))
        var camera = Camera(width: 192, height: 96)
        var pixels: [UInt8] = []
        camera.render(world, into: &pixels)
        try RecordingFiles(folder: folder).write(
            world, camera: camera, pixels: pixels, row: 2, mark: [5, 6, 258])
        func file(_ name: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: folder.appendingPathComponent("\(name).npy")))
        }
        // 128 bytes of header, then rows; the last of three ends the file.
        let images = try file("images")
        #expect(images.count == 128 + 3 * pixels.count)
        #expect(images.suffix(pixels.count) == pixels[...])
        let drives = try file("drives")
        #expect(drives.count == 128 + 3 * 12)
        #expect(drives.suffix(12) == [5, 0, 0, 0, 6, 0, 0, 0, 2, 1, 0, 0])
        let speed = world.stateVector[0].bitPattern
        let states = try file("states").suffix(16).prefix(4)
        #expect(states.reversed().reduce(0 as UInt32) { $0 << 8 | UInt32($1) } == speed)
    }
}
