extension ByteReader {
    /// Reads how many bytes each entry of a list takes: those we know, and more only if the sender
    /// is newer. Entries of a newer sender are read by what we know of them (SPEC, "Evolution").
    mutating func memberByteCount(known: Int) throws(DecodeError) -> Int {
        let byteCount = try integer(UInt16.self)
        let highest = mayHoldUnknownFields ? Limits.bodyByteCount : known
        try WireField.memberByteCount.check(byteCount, in: known...highest)
        return Int(byteCount)
    }
}
