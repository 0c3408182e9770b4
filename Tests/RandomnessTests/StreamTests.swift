import Randomness
import Testing

@Suite struct StreamTests {
    @Test func `the same seed, name and index give the same draws`() {
        var (first, second) = (Seed(7).stream("link", 3), Seed(7).stream("link", 3))
        for _ in 0..<100 { #expect(first.next() == second.next()) }
    }
    @Test func `another seed, name or index gives other draws`() {
        let draws = [
            Seed(7).stream("link", 3), Seed(8).stream("link", 3), Seed(7).stream("road", 3),
            Seed(7).stream("link", 4),
        ].map { stream in
            var stream = stream
            return stream.next()
        }
        #expect(Set(draws).count == draws.count)
    }
    @Test func `distributions keep their ranges and moments`() {
        var stream = Seed(11).stream("moments")
        var (sum, squares) = (0.0, 0.0)
        let count = 20_000
        for _ in 0..<count {
            let unit = stream.unit()
            #expect((0..<1).contains(unit))
            #expect((3..<9).contains(stream.integer(in: 3..<9)))
            let normal = stream.normal(mean: 2, deviation: 3)
            #expect(abs(normal - 2) <= 18)
            sum += normal
            squares += (normal - 2) * (normal - 2)
        }
        #expect(abs(sum / Double(count) - 2) < 0.1)
        #expect(abs(squares / Double(count) - 9) < 0.4)
    }
    @Test func `a draw from nothing is our own mistake`() async {
        await #expect(processExitsWith: .failure) {
            var stream = Seed(1).stream("empty")
            _ = stream.integer(in: 4..<4)
        }
    }
}
