import ArgumentParser
import Foundation
import Relay
import Runtime

/// `tombolo relay control`: tells a running relay what to do.
struct RelayTell: ParsableCommand {
    /// What a relay may be told.
    enum Verb: String, ExpressibleByArgument, CaseIterable {
        case cut, stall, heal, handover, link, reset, close, blackhole
        case halfOpen = "half-open"
        case admit, counts
    }
    static let configuration = CommandConfiguration(
        commandName: "control",
        abstract: "Tell a running relay what to do, and print what it did so far.",
        discussion: """
            cut        everything is lost (--direction, --for; without --for until heal)
            stall      everything waits, then comes in a burst (--direction, --for)
            handover   a gap of --for, lossy with --lossy, then --extra more delay
            heal       ends cuts, stalls, black holes and a hand-over's delay (--direction)
            link       another profile, by name or from a file: link 3g
            reset      both ends of each connection are told that it is gone
            close      both ends of each connection are told that nothing more comes
            blackhole  the connections that stand carry nothing, new ones do (--for)
            half-open  the near ends are gone, and the far ends are not told
            admit      how connections are met: admit open, refuse or silent
            counts     nothing but the counts

              tombolo relay control unix:/tmp/relay.sock cut --direction up --for 3
              tombolo relay control tcp://127.0.0.1:41235 link tunnel
            """)

    @Argument(help: "Where the relay takes orders, as its ready line says.")
    var address: String
    @Argument(help: "What to do.")
    var verb: Verb
    @Argument(help: "The link's name or file, or how to meet connections.")
    var name: String?
    @Option(help: "up (to the target), down or both.")
    var direction = "both"
    @Option(name: .customLong("for"), help: "Seconds.")
    var seconds: Double?
    @Option(help: "Milliseconds that a hand-over adds to the delay.")
    var extra = 0.0
    @Flag(help: "A hand-over's gap loses what is sent in it.")
    var lossy = false

    func run() throws { try CommandRun.run("relay control", tell) }

    /// The line for the control socket.
    func line() throws(ProcessFailure) -> String {
        switch verb {
        case .cut, .stall: Self.object([(verb.rawValue, Self.quoted(direction))] + span)
        case .heal: Self.object([("heal", Self.quoted(direction))])
        case .handover:
            Self.object(
                [
                    ("handover", Self.quoted(direction)), ("isLossy", "\(lossy)"),
                    ("extraMilliseconds", "\(extra)"),
                ] + (span.isEmpty ? [("forMilliseconds", "0")] : span))
        case .link: Self.object([("profile", try profile())])
        case .reset, .close, .halfOpen:
            Self.object([("connection", Self.quoted(verb.rawValue))])
        case .blackhole: Self.object([("connection", Self.quoted("blackhole"))] + span)
        case .admit: Self.object([("admission", Self.quoted(try named("open, refuse or silent")))])
        case .counts: Self.object([("counts", "true")])
        }
    }

    private func tell() throws(ProcessFailure) {
        let line = try line()
        let answer: String
        do throws(RelayError) {
            answer = try RelayControl.ask(line, at: address)
        } catch {
            throw ProcessFailure(.endpoint, error.description)
        }
        Console.print(answer)
        guard answer.hasPrefix("{\"ok\": true") else {
            throw ProcessFailure(.usage, "the relay did not understand; nothing was done")
        }
    }
    private var span: [(String, String)] {
        seconds.map { [("forMilliseconds", "\($0 * 1_000)")] } ?? []
    }
    private func named(_ what: String) throws(ProcessFailure) -> String {
        guard let name else { throw ProcessFailure(.usage, "say which: \(what)") }
        return name
    }
    /// A profile's name, or what its file says, in one line.
    private func profile() throws(ProcessFailure) -> String {
        let name = try named("a profile's name (`tombolo link list`) or file")
        guard let bytes = FileManager.default.contents(atPath: name) else {
            return Self.quoted(name)
        }
        // Between JSON's words a line feed is a blank, and within its texts it may not stand.
        return String(decoding: bytes, as: UTF8.self).replacing("\n", with: " ")
    }
    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(quoted($0)): \($1)" }.joined(separator: ", ") + "}"
    }
    private static func quoted(_ text: String) -> String {
        var quoted = ""
        for character in text where character != "\n" {
            if character == "\"" || character == "\\" { quoted += "\\" }
            quoted.append(character)
        }
        return "\"\(quoted)\""
    }
}
