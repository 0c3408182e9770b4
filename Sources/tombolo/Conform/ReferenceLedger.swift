import Wire

/// What a device under test may predict its latents from: those of its session and stream that the
/// runner said to hold. Judged in every case.
///
/// `missing` is not taken into account here, since a latent may be on its way when it is said; the
/// cases about it look at what comes after.
struct ReferenceLedger: Hashable, Sendable {
    private struct Entry: Hashable, Sendable {
        let sequence: UInt64
        let stream: UInt16
        /// Messages in the chain below it: 0 for a keyframe.
        let links: Int
        var isHeld = false
    }
    /// The longest chain (section 5).
    private static let linkLimit = 8

    /// By sequence.
    private var entries: [Entry] = []
    /// The newest reference that was named.
    private var named: UInt64 = 0

    /// A latent came; what is wrong with what it was predicted from, or nil.
    mutating func take(_ header: LatentHeader, sequence: UInt64) -> String? {
        var links = 0
        let references = Set(header.latents.map(\.reference)).subtracting([0])
        if references.count > 1 { return "its latents name several references (section 4.4)" }
        if let reference = references.first {
            guard let below = entries.last(where: { $0.sequence == reference }) else {
                return "its reference \(reference) is no latent of this session (section 4.4)"
            }
            guard below.stream == header.stream else {
                return "its reference \(reference) is of stream \(below.stream) (section 4.4)"
            }
            guard below.isHeld else {
                return "its reference \(reference) was not said to be held (section 4.4)"
            }
            guard reference >= named else {
                return "its reference \(reference) is older than \(named), which was named before "
                    + "(section 4.4)"
            }
            links = below.links + 1
            guard links <= Self.linkLimit else {
                return "its chain has \(links) links, not \(Self.linkLimit) or less (section 5)"
            }
            named = reference
        }
        if entries.count == ConformanceLimits.references { entries.removeFirst() }
        entries.append(Entry(sequence: sequence, stream: header.stream, links: links))
        return nil
    }
    /// The runner said a message of these fields, which may acknowledge a latent of this epoch.
    mutating func note(_ fields: [FrameField], epoch: UInt64) {
        func value(_ path: String) -> CaseValue? { fields.first { $0.path == path }?.value }
        guard value("reference") == .text("held") || value("status") == .text("held"),
            let sequence = value("latentSequence")?.number, value("epoch") == .number(epoch)
        else { return }
        let stream = value("stream")?.number
        for index in entries.indices
        where entries[index].sequence == sequence
            && (stream == nil || stream == UInt64(entries[index].stream))
        {
            entries[index].isHeld = true
        }
    }
}
