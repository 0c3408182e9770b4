import Foundation
import Inference
import OpenVINOBackend
import Tensors
import Testing

@Suite struct OpenVINOModelCheckTests {
    let backend: OpenVINOBackend

    init() throws {
        backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: 1))
    }

    @Test func `names a file that is not there`() throws {
        let error = try failure(of: Models.path("absent"), Models.scale())
        guard case .modelUnreadable(Models.path("absent"), let reason) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test func `refuses every truncation of a model`() throws {
        let whole = try bytes(of: Models.path("scale"))
        for count in stride(from: 0, to: whole.count - 1, by: 24) {
            try withFile(Array(whole.prefix(count))) { path in
                let error = try failure(of: path, Models.scale())
                #expect(error.description.contains(path), "\(count) bytes: \(error)")
            }
        }
    }

    @Test func `refuses a file that is no model`() throws {
        try withFile([UInt8]("This is not a model.".utf8)) { path in
            guard case .modelUnreadable = try failure(of: path, Models.scale()) else {
                Issue.record("accepted")
                return
            }
        }
    }

    @Test func `names a tensor that is missing and those that are there`() throws {
        let interface = try ModelInterface(
            inputs: [Models.tensor("picture", [1, 2, 3, 3], .uint8)],
            outputs: [Models.tensor("latent", [1, 4])], batchLimit: 1)
        let path = Models.path("scale")
        #expect(
            try failure(of: path, interface)
                == .missingTensor(path: path, name: "picture", found: ["image"]))
    }

    @Test func `names a tensor that the interface does not know`() throws {
        let interface = try ModelInterface(
            inputs: [Models.tensor("latent", [1, 4])],
            outputs: [Models.tensor("plan", [1, 3]), Models.tensor("belief", [1, 1])],
            batchLimit: 1)
        let path = Models.path("fixed")
        #expect(
            try failure(of: path, interface)
                == .unexpectedTensor(path: path, name: "state", expected: ["latent"]))
    }

    @Test func `tells both element types of a mismatch`() throws {
        let interface = try ModelInterface(
            inputs: [Models.tensor("image", [1, 2, 3, 3])],
            outputs: [Models.tensor("latent", [1, 4])], batchLimit: 1)
        let path = Models.path("scale")
        #expect(
            try failure(of: path, interface)
                == .typeMismatch(path: path, name: "image", expected: .float32, found: "uint8"))
    }

    @Test func `tells both shapes of a mismatch`() throws {
        let path = Models.path("scale")
        let input = try ModelInterface(
            inputs: [Models.tensor("image", [1, 3, 2, 3], .uint8)],
            outputs: [Models.tensor("latent", [1, 4])], batchLimit: 1)
        #expect(
            try failure(of: path, input)
                == .shapeMismatch(
                    path: path, name: "image", expected: "[1, 3, 2, 3]", found: "[1, 2, 3, 3]"))
        let output = try ModelInterface(
            inputs: [Models.tensor("image", [1, 2, 3, 3], .uint8)],
            outputs: [Models.tensor("latent", [1, 5])], batchLimit: 1)
        #expect(
            try failure(of: path, output)
                == .shapeMismatch(
                    path: path, name: "latent", expected: "[1, 5]", found: "[1, 4]"))
    }

    @Test func `refuses batches from a model of fixed batch`() throws {
        let path = Models.path("fixed")
        #expect(
            try failure(of: path, Models.affine(batchLimit: 4))
                == .shapeMismatch(path: path, name: "latent", expected: "[?, 4]", found: "[1, 4]"))
    }

    private func failure(of path: String, _ interface: ModelInterface) throws -> InferenceError {
        try #require(
            #expect(throws: InferenceError.self) {
                try backend.load(modelAt: path, interface: interface)
            })
    }

    private func bytes(of path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("tombolo-\(UUID().uuidString).onnx")
        try Data(bytes).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        try body(url.path)
    }
}
