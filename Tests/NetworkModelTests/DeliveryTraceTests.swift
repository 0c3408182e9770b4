import NetworkModel
import Testing

@Suite struct DeliveryTraceTests {
    private func problem(_ text: String) -> TraceProblem? {
        do throws(TraceProblem) {
            _ = try DeliveryTrace(text: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func `a Mahimahi file is read, with either end of lines and with or without the last`()
        throws
    {
        for text in ["1\n2\n2\n9\n", "1\r\n2\r\n2\r\n9\r\n", "1\n2\n2\n9"] {
            let trace = try DeliveryTrace(text: Array(text.utf8))
            #expect(trace == (try DeliveryTrace(stamps: [1, 2, 2, 9])))
            #expect(trace.count == 4 && trace.milliseconds == 9)
        }
        let trace = try DeliveryTrace(stamps: [1, 2, 3, 4])
        #expect(trace.bitsPerSecond == 12_000_000)
    }
    @Test func `a wrong file is refused at its line`() throws {
        #expect(problem("") == .empty)
        #expect(problem("1\n\n3\n") == .noNumber(line: 2))
        #expect(problem("1\n2.5\n") == .noNumber(line: 2))
        #expect(problem("1\n2\n-3\n") == .noNumber(line: 3))
        #expect(problem("\r1\n") == .noNumber(line: 1))
        #expect(problem("99999999999\n") == .noNumber(line: 1))
        #expect(problem("5\n4\n") == .descending(line: 2))
        #expect(problem("0\n0\n") == .noDuration)
        #expect(problem("\(Limits.traceMilliseconds)\n") == nil)
        #expect(problem("\(Limits.traceMilliseconds + 1)\n") == .tooLong)
        #expect(TraceProblem.descending(line: 2).line == 2 && TraceProblem.empty.line == 1)
        for problem in [
            TraceProblem.empty, .noNumber(line: 1), .descending(line: 1), .noDuration, .tooLong,
        ] {
            #expect(!problem.description.isEmpty)
        }
    }
    @Test func `a trace has as many opportunities and bytes as the limits say`() {
        let stamps = [UInt32](repeating: 1, count: Limits.traceOpportunities)
        #expect((try? DeliveryTrace(stamps: stamps)) != nil)
        #expect(throws: TraceProblem.tooLong) { try DeliveryTrace(stamps: stamps + [1]) }
        let text = [UInt8](repeating: UInt8(ascii: "0"), count: Limits.traceBytes + 1)
        #expect(throws: TraceProblem.tooLong) { try DeliveryTrace(text: text) }
    }
}
