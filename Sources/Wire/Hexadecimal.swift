/// Bytes as people read them.
enum Hexadecimal {
    /// Two lower-case digits for each byte.
    static func digits(of bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
