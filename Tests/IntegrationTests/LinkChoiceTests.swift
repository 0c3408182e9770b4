import Foundation
import LinkFiles
import NetworkModel
import Testing
import Timekeeping

@testable import tombolo

/// Which files a link is read from, and which a file of a link may name.
@Suite struct LinkChoiceTests {
    /// A folder of its own, with `links/own.json` that names `trace`, removed after `body`.
    private func withLink(
        trace: String, _ body: (_ folder: URL, _ file: String) throws -> Void
    ) throws {
        let root = FileManager.default.temporaryDirectory
            .appendingPathComponent("tombolo-choice-\(UUID().uuidString)")
        let folder = root.appendingPathComponent("links")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        let file = folder.appendingPathComponent("own.json")
        try Data(
            """
            {"v": 1, "name": "own",
             "both": {"delayMilliseconds": 1, "rate": {"trace": "\(trace)"}}}
            """.utf8
        ).write(to: file)
        try body(folder, file.path)
    }
    private func complaint(_ file: String) -> String {
        do throws(LinkChoiceError) {
            _ = try LinkChoice.load(file, seed: nil, duration: nil)
            return "nothing"
        } catch {
            return error.description
        }
    }

    @Test(arguments: ["../outside", "/dev/zero", "traces/../../outside"])
    func `a trace elsewhere is not read`(name: String) throws {
        try withLink(trace: name) { folder, file in
            try Data("1\n5\n".utf8).write(to: folder.appendingPathComponent("../outside"))
            let text = complaint(file)
            #expect(text.contains("own.json:2: both.rate.trace: is '\(name)'; give a file's name"))
        }
    }
    @Test func `a pipe, a folder and a device are no trace`() throws {
        try withLink(trace: "t") { folder, file in
            let trace = folder.appendingPathComponent("t").path
            let made = unsafe mkfifo(trace, 0o600)
            #expect(made == 0)
            #expect(complaint(file).contains("is 't', which is no file here"))
            try FileManager.default.removeItem(atPath: trace)
            try FileManager.default.createDirectory(
                atPath: trace, withIntermediateDirectories: false)
            #expect(complaint(file).contains("is 't', which is no file here"))
            try FileManager.default.removeItem(atPath: trace)
            try FileManager.default.createSymbolicLink(
                atPath: trace, withDestinationPath: "/dev/zero")
            #expect(complaint(file).contains("is 't', which is no file here"))
        }
    }
    @Test func `a trace may be a link to a file`() throws {
        try withLink(trace: "t") { folder, file in
            try Data("4\n".utf8).write(to: folder.appendingPathComponent("real"))
            try FileManager.default.createSymbolicLink(
                atPath: folder.appendingPathComponent("t").path, withDestinationPath: "real")
            let link = try LinkChoice.load(file, seed: nil, duration: nil)
            #expect(
                link.profile.conditions.up.rate
                    == .trace(try DeliveryTrace(stamps: [4]), offset: .zero))
        }
    }
    @Test func `a trace and a link that are too large are told by their size`() throws {
        try withLink(trace: "t") { folder, file in
            // Files with a hole: a terabyte could not be read.
            let trace = folder.appendingPathComponent("t")
            try Data().write(to: trace)
            try FileHandle(forWritingTo: trace).truncate(atOffset: 1 << 40)
            #expect(complaint(file).contains("rate.trace: t:1: the trace is too long"))
            try FileHandle(forWritingTo: URL(fileURLWithPath: file)).truncate(atOffset: 1 << 40)
            #expect(complaint(file).contains("own.json:1: the file has 1099511627776 bytes"))
        }
    }
    @Test func `a pipe and a device are no link`() throws {
        try withLink(trace: "t") { folder, _ in
            let pipe = folder.appendingPathComponent("pipe").path
            let made = unsafe mkfifo(pipe, 0o600)
            #expect(made == 0)
            #expect(complaint(pipe).hasPrefix("there is no file and no ready-made link"))
        }
        #expect(complaint("/dev/zero").hasPrefix("there is no file and no ready-made link"))
    }
}
