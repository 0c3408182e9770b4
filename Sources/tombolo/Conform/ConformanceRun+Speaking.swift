import Randomness
import Timekeeping
import Wire

/// What the runner's peers say.
extension ConformanceRun {
    /// Sends what a step says, as often as it says.
    mutating func send(
        _ what: [String: CaseValue], as peer: Int, at now: Instant
    ) throws(CaseError) {
        guard let link = peers[peer].link else {
            return fail("a connection of \(peers[peer].name)", ["it has none"], at: now)
        }
        if let count = what["garbage"]?.number {
            let count = Int(min(count, ConformanceLimits.repetitions))
            record("\(peers[peer].name) > \(count) messages of garbage", at: now)
            for parts in FrameComposer.garbage(count, &random) { emit(.send(link, parts)) }
            peers[peer].lastSent = now
            return
        }
        if let folder = what["vectors"]?.text {
            let names = setting.vectors.keys.filter { $0.hasPrefix(folder + "/") }.sorted()
            guard !names.isEmpty else { throw .unknownName(folder) }
            for name in names {
                try sendOnce(["vector": .text(name)], as: peer, on: link, at: now)
            }
            return
        }
        let times = min(what["repeat"]?.number ?? 1, ConformanceLimits.repetitions)
        for _ in 0..<times { try sendOnce(what, as: peer, on: link, at: now) }
    }

    private mutating func sendOnce(
        _ what: [String: CaseValue], as peer: Int, on link: UInt64, at now: Instant
    ) throws(CaseError) {
        let composer = FrameComposer(
            setting: setting, variables: variables, saved: saved, each: conformanceCase.each)
        let composed = try composer.compose(what, as: peers[peer], at: now)
        if what["raw"] == nil, what["vector"] == nil || what["header"] != nil,
            what["header"]?["sequence"] == nil
        {
            peers[peer].nextSequence &+= 1
        }
        peers[peer].lastSent = now
        peers[peer].references.note(composed.fields, epoch: peers[peer].epoch)
        if what["message"] == .text("welcome") { peers[peer].isLive = true }
        if let name = what["as"]?.text {
            variables.save(composed.fields, as: name)
            for (index, payload) in composed.payloads.enumerated() {
                variables["\(name).payload[\(index)]"] = .text(FrameFields.digits(payload))
            }
        }
        emit(.send(link, composed.parts))
        let said = what["message"]?.text ?? what["vector"]?.text ?? "raw bytes"
        guard said != "heartbeat" else { return }
        let sequence = composed.fields.first { $0.path == "sequence" }?.value.description
        record(
            "\(peers[peer].name) > \(said)" + (sequence.map { " \($0)" } ?? "")
                + " (\(composed.parts.map(\.count)) bytes)", at: now)
    }

    /// Keeps the sessions alive that the case does not want to fall silent.
    mutating func beat(at now: Instant) throws(CaseError) {
        for index in peers.indices {
            guard let due = peers[index].nextBeat, due <= now else { continue }
            try send(["message": .text("heartbeat")], as: index, at: now)
        }
    }
}
