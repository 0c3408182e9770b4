import Wire

/// What is wrong with a message's payload parts, or with what it says of them; judged in every
/// case.
enum PayloadJudge {
    /// The fault in words, or nil. Payload parts that a coordinator forwards are as the runner
    /// made them; those that the endpoint made itself are looked into.
    static func fault(of message: Message, _ payloads: [[UInt8]]) -> String? {
        switch message {
        case .latent(let header): fault(of: header, payloads.first ?? [])
        case .batch(let batch): batch.members.lazy.compactMap { chainFault(of: $0) }.first
        case .batchResult(let result): fault(of: result, payloads)
        case .hello, .welcome, .refuse, .plan, .outcome, .heartbeat, .goodbye, .register, .drain,
            .pace, .reference, .failsafeReport, .rehome:
            nil
        }
    }

    private static func fault(of header: LatentHeader, _ payload: [UInt8]) -> String? {
        let parsed: LatentPayload
        do throws(PayloadError) {
            parsed = try LatentPayload(decoding: payload.span, header: header)
        } catch {
            return error.description
        }
        for (latent, place) in zip(header.latents, [parsed.latent] + parsed.others)
        where latent.codec == 1 {
            let isPredicted = payload[place.lowerBound] & 0x40 != 0
            guard isPredicted == (latent.reference != 0) else {
                return "the latent of sensor \(latent.sensor) is "
                    + (isPredicted ? "predicted and names no reference" : "alone and names one")
                    + " (section 5)"
            }
        }
        return nil
    }
    /// Section 4.10: every latent is a keyframe or predicted from the link before it.
    private static func chainFault(of member: BatchMember) -> String? {
        var below: UInt64 = 0
        for link in member.links {
            if let fault = chainFault(of: link.latents, link.sequence, above: below) {
                return fault
            }
            below = link.sequence
        }
        return chainFault(of: member.latents, member.sequence, above: below)
    }
    private static func chainFault(
        of latents: OneOrMore<SensorLatent>, _ sequence: UInt64, above below: UInt64
    ) -> String? {
        guard let stray = latents.first(where: { $0.reference != 0 && $0.reference != below })
        else { return nil }
        return "message \(sequence) of a chain was predicted from \(stray.reference), and before "
            + "it lies \(below) (section 4.10)"
    }
    private static func fault(of result: BatchResult, _ payloads: [[UInt8]]) -> String? {
        for (member, payload) in zip(result.members, payloads) where member.status == .ok {
            guard CRC32C.checksum(payload) == member.payloadChecksum else {
                return "the payload part of member \(member.member) has another checksum"
            }
            let isFinite = (0..<payload.count / 4).allSatisfy {
                PayloadNumbers.number(payload, at: $0)?.isFinite ?? false
            }
            if !isFinite { return "the plan of member \(member.member) is not finite" }
        }
        return nil
    }
}
