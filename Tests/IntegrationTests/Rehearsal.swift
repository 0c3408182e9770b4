import Foundation
import Randomness
import Timekeeping
import Wire

@testable import tombolo

/// A conformance case in virtual time: the test is the endpoint.
struct Rehearsal {
    /// The case being run.
    var run: ConformanceRun
    /// What the runner has sent and nobody has taken: the first part of each message, decoded.
    private(set) var sent: [DecodedFrame] = []
    /// All of its messages, part by part.
    private(set) var messages: [[[UInt8]]] = []
    /// The connections that were asked for.
    private(set) var opened: [UInt64] = []
    /// The time.
    private(set) var now = Instant.milliseconds(1_000)
    /// The number of the endpoint's next frame.
    var sequence: UInt64 = 0

    /// A case of these steps, written as in a file, begun.
    init(
        _ steps: String, role: ConformanceRole = .coordinator, skip: String = "[\"heartbeat\"]"
    ) throws {
        let text = """
            {"id": "0.1", "title": "a rehearsal", "role": "\(role.rawValue)", "sentence": "none",
             "description": "none", "skip": \(skip), "steps": [\(steps)]}
            """
        let folder = try CaseFolder(Repository.root.path + "/Protocol/cases")
        let value = try JSONDecoder().decode(CaseValue.self, from: Data(text.utf8))
        let cases = try CaseReader(vectors: folder.vectors.keys.sorted()).cases(value)
        let setting = ConformanceSetting(
            fields: FrameFields(schema: try Schema.compiledIn()), defaults: folder.defaults,
            vectors: folder.vectors, bundle: [UInt8](repeating: 9, count: 32), channels: 16,
            elements: 1_152, stateCount: 4)
        run = ConformanceRun(cases[0], setting, random: Seed(5).stream("rehearsal"))
        feed(.start)
    }

    /// How the case ended, or nil.
    var verdict: ConformanceResult.Verdict? { run.result?.verdict }
    /// What it said to that.
    var remarks: String { run.result?.remarks.joined(separator: "; ") ?? "" }
    /// The epoch of the runner's last frame.
    var epoch: UInt64 { sent.last?.envelope.epoch ?? 0 }

    /// Gives the run an input and opens every connection that it asks for.
    mutating func feed(_ input: ConformanceRun.Input) {
        run.handle(input, at: now)
        while let output = run.nextOutput() {
            switch output {
            case .open(let link, _):
                opened.append(link)
                feed(.opened(link))
            case .send(_, let parts):
                messages.append(parts)
                if let frame = try? FrameDecoder.decode(parts[0]) { sent.append(frame) }
            case .close: break
            }
        }
    }
    /// Lets time pass, and the run wake as often as it wants.
    mutating func pass(_ milliseconds: UInt64) {
        let end = now + .milliseconds(Int64(milliseconds))
        while let wakeup = run.wakeup, wakeup <= end {
            now = max(now, wakeup)
            feed(.wake)
        }
        now = end
    }
    /// The endpoint says `message` under the runner's epoch and its own next sequence.
    mutating func say(
        _ message: Message, payloads: [[UInt8]] = [], epoch: UInt64? = nil, link: UInt64 = 1
    ) {
        let envelope = Envelope(epoch: epoch ?? self.epoch, sequence: sequence, message: message)
        sequence += 1
        let control = FrameEncoder.encode(
            envelope, payloadByteCount: payloads.reduce(0) { $0 + $1.count })
        feed(.received(link, [control] + payloads))
    }
    /// The same by name, with fields as a case writes them.
    mutating func say(
        _ message: String, _ values: [String: CaseValue], payloads: [[UInt8]], epoch: UInt64,
        link: UInt64
    ) throws {
        let (kind, body) = try run.setting.fields.body(of: message, values)
        let control = try FrameMutation(.null).control(
            kind: kind, body: body, header: [:], epoch: epoch, sequence: sequence,
            payloadByteCount: payloads.reduce(0) { $0 + $1.count })
        sequence += 1
        feed(.received(link, [control.sound] + payloads))
    }
    /// The endpoint answers the runner's farewell, so that the case ends.
    mutating func end() { pass(1_000) }
}
