import Inference
import Tensors
import Testing

@Suite struct ModelInterfaceTests {
    @Test func `makes buffers that its own check accepts`() throws {
        let interface = try ModelInterface(
            inputs: [floats("a", [1, 2]), floats("b", [1, 3])], outputs: [floats("c", [1, 2])],
            batchLimit: 4)
        try interface.check(
            batch: 4, inputs: interface.makeInputBuffers(), outputs: interface.makeOutputBuffers())
    }

    @Test(arguments: [0, InferenceLimits.batch + 1])
    func `refuses a batch limit out of range`(batchLimit: Int) throws {
        let tensor = try floats("a", [1, 2])
        #expect(throws: InferenceError.self) {
            try ModelInterface(inputs: [tensor], outputs: [tensor], batchLimit: batchLimit)
        }
    }

    @Test func `accepts the largest batch limit`() throws {
        let tensor = try floats("a", [1, 2])
        let interface = try ModelInterface(
            inputs: [tensor], outputs: [tensor], batchLimit: InferenceLimits.batch)
        #expect(interface.batchLimit == InferenceLimits.batch)
    }

    @Test func `refuses more tensors than the limit and none at all`() throws {
        let many = try (0...InferenceLimits.tensors).map { try floats("t\($0)", [1, 2]) }
        let one = [many[0]]
        #expect(throws: InferenceError.self) {
            try ModelInterface(inputs: many, outputs: one, batchLimit: 1)
        }
        #expect(throws: InferenceError.self) {
            try ModelInterface(inputs: one, outputs: [], batchLimit: 1)
        }
        _ = try ModelInterface(inputs: many.dropLast(), outputs: one, batchLimit: 1)
    }

    @Test func `refuses a name used twice and a batch place that is not one`() throws {
        let one = try floats("a", [1, 2])
        let two = try floats("b", [2, 2])
        #expect(throws: InferenceError.self) {
            try ModelInterface(inputs: [one, one], outputs: [one], batchLimit: 1)
        }
        #expect(throws: InferenceError.self) {
            try ModelInterface(inputs: [two], outputs: [one], batchLimit: 1)
        }
    }

    @Test func `says which buffer is in the wrong place`() throws {
        let a = try floats("a", [1, 2])
        let b = try floats("b", [1, 3])
        let interface = try ModelInterface(inputs: [a, b], outputs: [a], batchLimit: 2)
        let inputs = interface.makeInputBuffers()
        let outputs = interface.makeOutputBuffers()
        #expect(throws: InferenceError.bufferMismatch(a, found: b)) {
            try interface.check(batch: 1, inputs: inputs.reversed(), outputs: outputs)
        }
        #expect(throws: InferenceError.bufferMismatch(b, found: nil)) {
            try interface.check(batch: 1, inputs: [inputs[0]], outputs: outputs)
        }
        #expect(throws: InferenceError.batchOutOfRange(batch: 3, limit: 2)) {
            try interface.check(batch: 3, inputs: inputs, outputs: outputs)
        }
        #expect(throws: InferenceError.self) {
            try interface.check(batch: 1, inputs: inputs + [inputs[0]], outputs: outputs)
        }
        let small = TensorBuffer(a, batchLimit: 1)
        #expect(throws: InferenceError.batchOutOfRange(batch: 2, limit: 1)) {
            try interface.check(batch: 2, inputs: [small, inputs[1]], outputs: outputs)
        }
    }

    @Test func `ends every message of its errors with what to do`() throws {
        let a = try floats("a", [1, 2])
        let message = InferenceError.shapeMismatch(
            path: "head.onnx", name: a.name, expected: "[1, 2]", found: "[1, 3]"
        ).description
        #expect(message.contains("[1, 2]") && message.contains("[1, 3]"))
        #expect(message.contains("head.onnx") && message.contains("export"))
        #expect(InferenceError.bufferMismatch(a, found: nil).description.contains("absent"))
    }
}
