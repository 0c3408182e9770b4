import Tensors
import Testing

@Suite struct TensorTests {
    @Test func `a shape has extents of one and more, and its product fits`() {
        #expect(Shape([2, 3, 4])?.elementCount == 24)
        #expect(Shape([])?.elementCount == 1)
        #expect(Shape([2, 0]) == nil)
        #expect(Shape([-1]) == nil)
        #expect(Shape([.max, 2]) == nil)
        #expect(Shape([1, 96])?.description == "[1, 96]")
    }
    @Test func `a layout has a letter for each extent`() throws {
        let shape = try #require(Shape([1, 6, 12]))
        #expect(TensorDescriptor(name: "a", elementType: .int8, shape: shape, layout: "NH") == nil)
        let tensor = try #require(
            TensorDescriptor(name: "a", elementType: .float32, shape: shape, layout: "NHW"))
        #expect(tensor.byteCount == 288)
    }
    @Test func `steps are finite and positive`() {
        #expect(QuantisationParameters(steps: [0.5, 1]) != nil)
        for steps in [[], [0], [-1], [.infinity], [.nan], [1, 0]] as [[Float]] {
            #expect(QuantisationParameters(steps: steps) == nil)
        }
    }
}
