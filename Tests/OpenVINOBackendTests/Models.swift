import Inference
import Tensors
import Testing

/// The tiny models below `Tests/Resources/models`; `make_models.py` there writes them.
enum Models {
    static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        .joined(separator: "/") + "/Resources/models"

    static func path(_ name: String) -> String { "\(folder)/\(name).onnx" }

    static func tensor(
        _ name: String, _ extents: [Int], _ type: ElementType = .float32
    ) throws -> TensorDescriptor {
        let shape = try #require(Shape(extents))
        return try #require(
            TensorDescriptor(
                name: name, elementType: type, shape: shape,
                layout: String("NCHW".prefix(extents.count))))
    }

    static func affine(batchLimit: Int) throws -> ModelInterface {
        try ModelInterface(
            inputs: [tensor("latent", [1, 4]), tensor("state", [1, 2])],
            outputs: [tensor("plan", [1, 3]), tensor("belief", [1, 1])], batchLimit: batchLimit)
    }

    static func scale() throws -> ModelInterface {
        try ModelInterface(
            inputs: [tensor("image", [1, 2, 3, 3], .uint8)],
            outputs: [tensor("latent", [1, 4])], batchLimit: 1)
    }

    /// What the affine model computes, in plain Swift.
    static func affine(latent: [Float], state: [Float]) -> [Float] {
        (0..<3).map { column in
            var sum: Float = [0.5, -0.5, 0.25][column]
            for row in 0..<4 { sum += latent[row] * Float(row * 3 + column) }
            if column < 2 { sum += state[column] }
            return sum
        }
    }
}
