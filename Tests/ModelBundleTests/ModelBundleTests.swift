import Foundation
import ModelBundle
import Tensors
import Testing

@Suite struct ModelBundleTests {
    @Test func `loads a good bundle with all that it says`() throws {
        let fixture = try BundleFixture()
        let bundle = try ModelBundle(directory: fixture.folder.path)
        #expect(bundle.name == "driving")
        #expect(bundle.version == 3)
        #expect(bundle.camera.width == 3 && bundle.camera.height == 2)
        #expect(bundle.state.map(\.unit) == ["m/s", "rad/s"])
        #expect(bundle.latent.quantisation.steps == [0.5, 0.25, 1, 2e-3])
        #expect(bundle.latent.elementCount == 4)
        #expect(bundle.plan.firstStepMilliseconds == 150)
        #expect(bundle.plan.channels.map(\.maximum) == [45, 15.5])
        #expect(bundle.plan.beliefs.map(\.name) == ["obstacle distance"])
        #expect(bundle.head.inputs.map(\.name) == ["image"])
        #expect(bundle.backbone.outputs.map { $0.shape.extents } == [[1, 3, 2], [1, 1]])
        #expect(bundle.backbone.hasDynamicBatch && !bundle.local.hasDynamicBatch)
        #expect(bundle.backbone.multiplyAccumulates == 19)
        #expect(bundle.head.path == "\(fixture.path)/head.onnx")
    }

    @Test func `is identified by the bytes of its manifest`() throws {
        let fixture = try BundleFixture()
        let bundle = try ModelBundle(directory: fixture.folder.path)
        let bytes = try Data(contentsOf: fixture.manifestURL)
        #expect(bundle.bundleID.description == BundleFixture.hexadecimal(bytes))
        try (bytes + Data([0x20])).write(to: fixture.manifestURL)
        #expect(try ModelBundle(directory: fixture.folder.path).bundleID != bundle.bundleID)
    }

    @Test func `refuses a flipped bit in each model file`() throws {
        let fixture = try BundleFixture()
        for role in ["head", "local", "backbone"] {
            let file = fixture.folder.appendingPathComponent("\(role).onnx")
            let whole = try Data(contentsOf: file)
            var flipped = whole
            flipped[whole.count / 2] ^= 1
            try flipped.write(to: file)
            let error = failure { try ModelBundle(directory: fixture.folder.path) }
            guard
                case .digestMismatch("\(fixture.path)/\(role).onnx", let expected, let found) =
                    error
            else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(expected.description == BundleFixture.hexadecimal(whole))
            #expect(found.description == BundleFixture.hexadecimal(flipped))
            try whole.write(to: file)
        }
    }

    @Test func `refuses a wrong hash and one that is none`() throws {
        let fixture = try BundleFixture()
        let zeros = String(repeating: "0", count: 64)
        let error = failure { try fixture.load(setting: "files.local.sha256", to: zeros) }
        guard case .digestMismatch = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        for text in ["", String(zeros.dropLast()), zeros + "0", "g" + zeros.dropFirst()] {
            #expect(
                failure { try fixture.load(setting: "files.local.sha256", to: text) }
                    == .invalidValue(
                        manifest: "\(fixture.path)/bundle.json", key: "files.local.sha256",
                        expected: "64 hexadecimal digits", found: text))
        }
    }

    @Test func `refuses a truncated and a missing model file`() throws {
        let fixture = try BundleFixture()
        let file = fixture.folder.appendingPathComponent("head.onnx")
        let whole = try Data(contentsOf: file)
        try whole.dropLast().write(to: file)
        #expect(
            failure { try ModelBundle(directory: fixture.folder.path) }
                == .sizeMismatch(
                    path: "\(fixture.path)/head.onnx", expected: whole.count,
                    found: whole.count - 1))
        try FileManager.default.removeItem(at: file)
        guard case .fileUnreadable = failure({ try ModelBundle(directory: fixture.folder.path) })
        else {
            Issue.record("accepted a missing file")
            return
        }
    }

    @Test func `refuses another format before it looks at anything else`() throws {
        let fixture = try BundleFixture()
        fixture.manifest = ["format": 2]
        try fixture.write()
        #expect(
            failure { try ModelBundle(directory: fixture.folder.path) }
                == .unsupportedFormat(
                    manifest: "\(fixture.path)/bundle.json", expected: 1, found: 2))
    }

    @Test(arguments: [
        "/etc/hostname", "../head.onnx", "a/../../head.onnx", "./head.onnx", "", "a//head.onnx",
        "head.onnx/..", "..", "link/hostname", "escape.onnx",
    ])
    func `refuses a path out of the folder`(path: String) throws {
        let fixture = try BundleFixture()
        try FileManager.default.createSymbolicLink(
            atPath: fixture.folder.path + "/link", withDestinationPath: "/etc")
        try FileManager.default.createSymbolicLink(
            atPath: fixture.folder.path + "/escape.onnx", withDestinationPath: "/etc/hostname")
        #expect(
            failure { try fixture.load(setting: "files.head.path", to: path) }
                == .pathEscapes(manifest: "\(fixture.path)/bundle.json", path: path))
    }

    @Test func `refuses a manifest that is absent, a folder or endless`() throws {
        let fixture = try BundleFixture()
        try FileManager.default.removeItem(at: fixture.manifestURL)
        let absent = failure { try ModelBundle(directory: fixture.folder.path) }
        guard case .fileUnreadable = absent else {
            Issue.record("\(String(describing: absent))")
            return
        }
        try FileManager.default.createDirectory(
            at: fixture.manifestURL, withIntermediateDirectories: false)
        #expect(
            failure { try ModelBundle(directory: fixture.folder.path) }
                == .fileUnreadable(
                    path: "\(fixture.path)/bundle.json", reason: "not a regular file"))
    }

    @Test func `accepts a manifest of the largest size and none larger`() throws {
        let fixture = try BundleFixture()
        let bytes = try Data(contentsOf: fixture.manifestURL)
        let padding = Data(repeating: 0x20, count: BundleLimits.manifestByteCount - bytes.count)
        try (bytes + padding).write(to: fixture.manifestURL)
        _ = try ModelBundle(directory: fixture.folder.path)
        try (bytes + padding + Data([0x20])).write(to: fixture.manifestURL)
        #expect(
            failure { try ModelBundle(directory: fixture.folder.path) }
                == .fileTooLarge(
                    path: "\(fixture.path)/bundle.json", limit: BundleLimits.manifestByteCount))
    }

    @Test func `reads a model file of more than one piece whole`() throws {
        let fixture = try BundleFixture()
        try fixture.replace("backbone", with: Data((0..<2_500_000).map { UInt8($0 & 255) }))
        let bundle = try ModelBundle(directory: fixture.folder.path)
        #expect(bundle.backbone.byteCount == 2_500_000)
    }

    @Test func `refuses every truncation of the manifest`() throws {
        let fixture = try BundleFixture()
        let bytes = try Data(contentsOf: fixture.manifestURL)
        for count in stride(from: 0, to: bytes.count, by: 7) {
            try bytes.prefix(count).write(to: fixture.manifestURL)
            let error = failure { try ModelBundle(directory: fixture.folder.path) }
            guard case .manifestMalformed = error else {
                Issue.record("\(count) bytes: \(String(describing: error))")
                return
            }
        }
    }

    @Test(arguments: ["not JSON", "[1]", "3", "\u{0}", String(repeating: "[", count: 100_000)])
    func `refuses what is no manifest`(text: String) throws {
        let fixture = try BundleFixture()
        try Data(text.utf8).write(to: fixture.manifestURL)
        let error = failure { try ModelBundle(directory: fixture.folder.path) }
        guard case .manifestMalformed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

/// The typed error of `body`, or nil when it succeeds.
func failure(_ body: () throws -> Any) -> BundleError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? BundleError
    }
}
