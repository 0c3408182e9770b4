/// What a device may be sent to: `tcp://HOST:PORT`.
enum Endpoint {
    private static let scheme = "tcp://"

    /// Whether `text` names a host and a port, in printable ASCII without blanks: it ends up in
    /// logs and in a connect call, and nothing else may hide in it.
    static func isLegal(_ text: String) -> Bool {
        guard (1...Limits.endpointByteCount).contains(text.utf8.count), text.hasPrefix(scheme),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return false }
        let address = text.dropFirst(scheme.count)
        guard let colon = address.lastIndex(of: ":") else { return false }
        return isHost(address[..<colon]) && isPort(address[address.index(after: colon)...])
    }

    /// A name or an IPv4 address, or an IPv6 address in brackets.
    private static func isHost(_ host: Substring) -> Bool {
        if host.first == "[" {
            return host.last == "]" && host.count > 2
                && host.dropFirst().dropLast().allSatisfy {
                    $0.isHexDigit || $0 == ":" || $0 == "."
                }
        }
        return !host.isEmpty
            && host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." }
    }
    /// 1 to 65,535, without leading zeros.
    private static func isPort(_ port: Substring) -> Bool {
        guard port.count <= 5, port.first != "0", port.allSatisfy(\.isNumber) else { return false }
        return UInt16(port) != nil
    }
}
