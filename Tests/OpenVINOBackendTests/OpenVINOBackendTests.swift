import Inference
import OpenVINOBackend
import Tensors
import Testing

@Suite struct OpenVINOBackendTests {
    let backend: OpenVINOBackend

    init() throws {
        backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: 1))
    }

    @Test func `runs a model on bytes`() throws {
        let model = try backend.load(modelAt: Models.path("scale"), interface: Models.scale())
        let inputs = model.interface.makeInputBuffers()
        let outputs = model.interface.makeOutputBuffers()
        for image in [[UInt8](repeating: 255, count: 18), Array(0..<18)] {
            inputs[0].store(image, member: 0)
            try model.run(batch: 1, inputs: inputs, outputs: outputs)
            let sum = Float(image.reduce(0) { $0 + Int($1) }) / 255
            let found = outputs[0].elements(copiedAs: Float.self, member: 0)
            for (value, gain) in zip(found, 1...4) {
                #expect(abs(value - sum * Float(gain)) < 1e-4 * sum * Float(gain))
            }
        }
    }

    @Test func `runs every batch up to the limit in any order`() throws {
        let model = try backend.load(
            modelAt: Models.path("affine"), interface: Models.affine(batchLimit: 8))
        let inputs = model.interface.makeInputBuffers()
        let outputs = model.interface.makeOutputBuffers()
        for batch in [1, 8, 3, 5, 1, 2, 8] {
            for member in 0..<batch {
                let place = Float(batch * 10 + member)
                inputs[0].store([place, 1, -place, 2], member: member)
                inputs[1].store([place / 2, -1], member: member)
            }
            try model.run(batch: batch, inputs: inputs, outputs: outputs)
            for member in 0..<batch {
                let place = Float(batch * 10 + member)
                let expected = Models.affine(
                    latent: [place, 1, -place, 2], state: [place / 2, -1])
                #expect(outputs[0].elements(copiedAs: Float.self, member: member) == expected)
                #expect(outputs[1].elements(copiedAs: Float.self, member: member) == [place])
            }
        }
    }

    @Test func `leaves the members beyond the batch alone`() throws {
        let model = try backend.load(
            modelAt: Models.path("affine"), interface: Models.affine(batchLimit: 2))
        let inputs = model.interface.makeInputBuffers()
        let outputs = model.interface.makeOutputBuffers()
        outputs[0].store([7, 8, 9] as [Float], member: 1)
        try model.run(batch: 1, inputs: inputs, outputs: outputs)
        #expect(outputs[0].elements(copiedAs: Float.self, member: 0) == [0.5, -0.5, 0.25])
        #expect(outputs[0].elements(copiedAs: Float.self, member: 1) == [7, 8, 9])
    }

    @Test func `runs with other buffers after the first ones are gone`() throws {
        let model = try backend.load(
            modelAt: Models.path("affine"), interface: Models.affine(batchLimit: 4))
        for round in 0..<3 {
            let inputs = model.interface.makeInputBuffers()
            let outputs = model.interface.makeOutputBuffers()
            inputs[0].store([Float(round), 0, 0, 0], member: 3)
            try model.run(batch: 4, inputs: inputs, outputs: outputs)
            let expected = Models.affine(latent: [Float(round), 0, 0, 0], state: [0, 0])
            #expect(outputs[0].elements(copiedAs: Float.self, member: 3) == expected)
        }
    }

    @Test func `keeps models apart and outlives the backend's name`() throws {
        var other: OpenVINOBackend? = try OpenVINOBackend(
            settings: OpenVINOSettings(threadCount: 2))
        let model = try #require(
            try other?.load(modelAt: Models.path("fixed"), interface: Models.affine(batchLimit: 1)))
        other = nil
        try model.warmUp(batches: 1...1)
    }

    @Test func `narrows a dynamic model to batch one`() throws {
        let model = try backend.load(
            modelAt: Models.path("affine"), interface: Models.affine(batchLimit: 1))
        let outputs = model.interface.makeOutputBuffers()
        try model.run(batch: 1, inputs: model.interface.makeInputBuffers(), outputs: outputs)
        #expect(outputs[0].elements(copiedAs: Float.self, member: 0) == [0.5, -0.5, 0.25])
    }

    @Test func `refuses a batch above the limit`() throws {
        let model = try backend.load(
            modelAt: Models.path("affine"), interface: Models.affine(batchLimit: 2))
        let inputs = model.interface.makeInputBuffers()
        let outputs = model.interface.makeOutputBuffers()
        #expect(throws: InferenceError.batchOutOfRange(batch: 3, limit: 2)) {
            try model.run(batch: 3, inputs: inputs, outputs: outputs)
        }
    }
}
