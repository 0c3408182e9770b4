import Failsafe
import Foundation
import Logging
import SansIO
import Synchronization
import Testing
import Timekeeping
import Wire
import WorkerCore

@testable import CoordinatorCore
@testable import EdgeCore
@testable import Runtime
@testable import Session

@Suite struct LogLineTests {
    @Test func `a value with spaces, quotes or line feeds stays one value on one line`() {
        #expect(LineLog.quoted("plain") == "plain")
        #expect(LineLog.quoted("two words") == "\"two words\"")
        #expect(LineLog.quoted("a\"b\nc") == "\"a\\\"b\\nc\"")
        #expect(LineLog.quoted("k=v") == "\"k=v\"")
        #expect(LineLog.quoted("") == "\"\"")
    }
    @Test func `a JSON line holds numbers, texts and nothing that is not finite`() {
        var line = JSONLine(kind: "test")
        line.add("a", 1.23456, decimals: 3)
        line.add("b", -0.0004, decimals: 3)
        line.add("c", Double.nan, decimals: 1)
        line.add("d", "x\"\\\n\u{1}")
        line.add("e", rows: [[1, 2], []], decimals: 0)
        line.add("f", UInt64.max)
        line.add("g", true)
        line.add("h", -12.5, decimals: 1)
        line.add("i", 1e300, decimals: 1)
        line.add("j", object: [("k", 0.5)], decimals: 1)
        #expect(
            line.line == """
                {"kind":"test","a":1.235,"b":0.000,"c":null,"d":"x\\"\\\\\\n ","e":[[1,2],[]],\
                "f":18446744073709551615,"g":true,"h":-12.5,"i":null,"j":{"k":0.5}}
                """)
    }
    @Test
    func `lines beyond the writer's bound are dropped and counted, and closing writes the rest`()
        throws
    {
        let path = "/tmp/tombolo-line-writer-\(UInt64.random(in: 0 ... .max))"
        let writer = try #require(LineWriter(path: path, byteLimit: 10))
        writer.write("too long for it")
        #expect(writer.dropped == 1)
        writer.write("fits")
        writer.close()
        writer.write("late")
        #expect(writer.dropped == 2)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "fits\n")
    }
    @Test func `a pipe that nobody reads keeps no process from ending`() {
        var ends: [Int32] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        let writer = LineWriter(
            fileDescriptor: ends[1], byteLimit: 1 << 20, ownsDescriptor: true, patience: 0)
        // More than a pipe holds.
        for _ in 0..<4000 { writer.write(String(repeating: "x", count: 99)) }
        writer.close()
        #expect(writer.dropped > 0 && writer.dropped < 4000)
        close(ends[0])
    }
}
