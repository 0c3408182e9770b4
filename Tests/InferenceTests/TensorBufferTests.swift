import Inference
import Tensors
import Testing

@Suite struct TensorBufferTests {
    @Test func `starts zeroed and keeps members apart`() throws {
        let buffer = TensorBuffer(try floats("x", [1, 3]), batchLimit: 2)
        #expect(buffer.elements(copiedAs: Float.self, member: 1) == [0, 0, 0])
        buffer.store([1, 2, 3] as [Float], member: 1)
        #expect(buffer.elements(copiedAs: Float.self, member: 0) == [0, 0, 0])
        #expect(buffer.elements(copiedAs: Float.self, member: 1) == [1, 2, 3])
    }

    @Test func `lends its elements for writing in place`() throws {
        let buffer = TensorBuffer(try floats("x", [1, 2]), batchLimit: 1)
        buffer.withMutableElements(of: Float.self, member: 0) { span in span[1] = 7 }
        let sum = buffer.withElements(of: Float.self, member: 0) { span in span[0] + span[1] }
        #expect(sum == 7)
    }

    @Test func `is aligned to a cache line`() throws {
        let buffer = TensorBuffer(try floats("x", [1, 5]), batchLimit: 3)
        #expect(unsafe UInt(bitPattern: buffer.baseAddress) % 64 == 0)
    }

    @Test func `stops a caller that stores the wrong element type`() async throws {
        await #expect(processExitsWith: .failure) {
            let shape = try #require(Shape([1, 4]))
            let tensor = try #require(
                TensorDescriptor(name: "x", elementType: .uint8, shape: shape, layout: "NC"))
            TensorBuffer(tensor, batchLimit: 1).store([0, 0, 0, 0] as [Float], member: 0)
        }
    }

    @Test func `stops a caller that asks for more than the buffer limit`() async throws {
        await #expect(processExitsWith: .failure) {
            let shape = try #require(Shape([1, InferenceLimits.bufferByteCount / 2 + 1]))
            let tensor = try #require(
                TensorDescriptor(name: "x", elementType: .uint8, shape: shape, layout: "NC"))
            _ = TensorBuffer(tensor, batchLimit: 2)
        }
    }
}

func floats(_ name: String, _ extents: [Int]) throws -> TensorDescriptor {
    let shape = try #require(Shape(extents))
    return try #require(
        TensorDescriptor(
            name: name, elementType: .float32, shape: shape,
            layout: String("NCHW".prefix(extents.count))))
}
