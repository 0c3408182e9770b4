import SansIO
import Testing

@Suite struct OutputQueueTests {
    @Test func `outputs leave in the order they came`() {
        var queue = OutputQueue<Int>(limit: 3)
        for round in 0..<3 {
            for value in 0..<3 { queue.append(round * 10 + value) }
            for value in 0..<3 { #expect(queue.popFirst() == round * 10 + value) }
            #expect(queue.popFirst() == nil && queue.isEmpty)
        }
    }
    @Test func `passing the limit is the core's own mistake`() async {
        await #expect(processExitsWith: .failure) {
            var queue = OutputQueue<Int>(limit: 1)
            queue.append(1)
            queue.append(2)
        }
    }
}
