import Glibc

/// A blocking TCP connection on the loopback address that sends and takes whole messages.
struct LoopbackPeer: Sendable {
    let descriptor: Int32
    // A message begins with its length and that of the answer, four bytes each, this machine's.
    private static let headerBytes = 8

    /// Connects to a port.
    init(port: UInt16) throws(BenchError) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let status = unsafe Self.withAddress(port) { unsafe connect(descriptor, $0, $1) }
        guard descriptor >= 0, status == 0 else { throw .unexpected("no connection over loopback") }
        sendAtOnce()
    }
    /// Takes the next connection of a listener, or nil once it is closed.
    init?(from listener: Int32) {
        descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        sendAtOnce()
    }

    /// Listens on a free port.
    static func listen() throws(BenchError) -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let status = unsafe withAddress(0) { unsafe bind(descriptor, $0, $1) }
        var address = sockaddr_in()
        var count = socklen_t(MemoryLayout<sockaddr_in>.size)
        let named = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe getsockname(descriptor, generic, &count)
            }
        }
        guard status == 0, Glibc.listen(descriptor, 8) == 0, named == 0 else {
            throw .unexpected("no port over loopback")
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Sends a message of so many bytes and waits for an answer of so many.
    func exchange(_ sent: Int, _ answered: Int, _ buffer: inout [UInt8]) throws(BenchError) {
        let header = [UInt32(sent), UInt32(answered)]
        unsafe header.withUnsafeBytes { source in
            unsafe buffer.withUnsafeMutableBytes { unsafe $0.copyMemory(from: source) }
        }
        guard write(buffer, max(sent, Self.headerBytes)), read(&buffer, answered) else {
            throw .unexpected("the connection ended")
        }
    }
    /// Answers messages until the connection ends.
    func serve() {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while read(&buffer, Self.headerBytes) {
            let lengths = unsafe buffer.withUnsafeBytes { bytes in
                [0, 4].map {
                    Int(unsafe bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self))
                }
            }
            guard read(&buffer, max(lengths[0] - Self.headerBytes, 0)),
                write(buffer, lengths[1])
            else { break }
        }
        close(descriptor)
    }

    /// Reads so many bytes, over each other if they are more than the buffer.
    private func read(_ buffer: inout [UInt8], _ count: Int) -> Bool {
        var rest = count
        while rest > 0 {
            let got = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, min(rest, bytes.count), 0)
            }
            guard got > 0 else { return false }
            rest -= got
        }
        return true
    }
    /// Writes so many bytes, the buffer again and again if they are more.
    private func write(_ buffer: [UInt8], _ count: Int) -> Bool {
        var rest = count
        while rest > 0 {
            let sent = unsafe buffer.withUnsafeBytes { bytes in
                unsafe send(
                    descriptor, bytes.baseAddress, min(rest, bytes.count), Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest -= sent
        }
        return true
    }
    private func sendAtOnce() {
        var one: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    }
    private static func withAddress<Result>(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
