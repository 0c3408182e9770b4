///      0 reference (u64)   8 elementCount   12 latentByteCount
///     16 multiplier       18 sensor  19 codec  20 reserved (4)
extension SensorLatent {
    static let byteCount = 24

    init(from reader: inout ByteReader) throws(DecodeError) {
        reference = try reader.integer()
        elementCount = try reader.integer()
        latentByteCount = try reader.integer()
        multiplier = try reader.integer()
        sensor = try reader.integer()
        codec = try reader.integer()
        try reader.reserved(4)
    }

    func encode(into writer: inout ByteWriter) {
        writer.integer(reference)
        writer.integer(elementCount)
        writer.integer(latentByteCount)
        writer.integer(multiplier)
        writer.integer(sensor)
        writer.integer(codec)
        writer.reserved(4)
    }
}

extension ByteReader {
    /// Reads as many latents as a checked count says.
    mutating func latents(
        count: UInt8, byteCount: Int
    ) throws(DecodeError) -> OneOrMore<SensorLatent> {
        try WireField.latentCount.check(count, in: 1...Limits.sensorCount)
        var latents = OneOrMore(try latent(byteCount), [])
        for _ in 1..<max(count, 1) { latents.others.append(try latent(byteCount)) }
        return latents
    }
    private mutating func latent(_ byteCount: Int) throws(DecodeError) -> SensorLatent {
        let latent = try SensorLatent(from: &self)
        try skip(byteCount - SensorLatent.byteCount)
        return latent
    }
    /// Reads the size of an entry of `field`: what we know, and more only from a newer sender.
    mutating func entryByteCount(
        _ field: WireField, known: Int
    ) throws(DecodeError) -> Int {
        let byteCount = try integer(UInt16.self)
        let highest = mayHoldUnknownFields ? Limits.bodyByteCount : known
        try field.check(byteCount, in: known...highest)
        return Int(byteCount)
    }
}
