import Glibc

/// One end of one connection that carries messages: each begins with its length and its number,
/// four bytes each, this machine's.
struct TrafficPeer {
    let descriptor: Int32
    /// The other end has closed, or the connection has failed.
    private(set) var isOver = false
    // The beginning of a message, and how much of it is still to come.
    private var header: [UInt8] = []
    private var rest = 0
    private var number: UInt32 = 0
    // What the socket did not take of a message that it took the beginning of.
    private var owed: [UInt8] = []

    static let headerBytes = 8
    /// The number of a message that is followed by no answer.
    static let chaser = UInt32.max

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Sends a message whole; false if there is no room for it.
    mutating func send(_ number: UInt32, bytes: Int, _ buffer: inout [UInt8]) -> Bool {
        guard !isOver, payOwed() else { return false }
        unsafe buffer.withUnsafeMutableBytes { target in
            unsafe target.storeBytes(of: UInt32(clamping: bytes), as: UInt32.self)
            unsafe target.storeBytes(of: number, toByteOffset: 4, as: UInt32.self)
        }
        let sent = write(buffer[..<bytes])
        if sent > 0, sent < bytes { owed = Array(buffer[sent..<bytes]) }
        return sent > 0
    }
    /// Reads what is there and says which messages are now complete.
    mutating func receive(_ buffer: inout [UInt8], _ complete: (UInt32) -> Void) {
        while !isOver {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            guard count > 0 else {
                if count == 0 || (errno != EAGAIN && errno != EINTR) { isOver = true }
                return
            }
            take(buffer[..<count], complete)
        }
    }

    private mutating func take(_ bytes: [UInt8].SubSequence, _ complete: (UInt32) -> Void) {
        var bytes = bytes
        while !bytes.isEmpty {
            if rest > 0 {
                let part = min(rest, bytes.count)
                bytes = bytes.dropFirst(part)
                rest -= part
            } else {
                let part = min(Self.headerBytes - header.count, bytes.count)
                header.append(contentsOf: bytes.prefix(part))
                bytes = bytes.dropFirst(part)
                guard header.count == Self.headerBytes else { return }
                (rest, number) = unsafe header.withUnsafeBytes { header in
                    (
                        max(Int(unsafe header.load(as: UInt32.self)) - Self.headerBytes, 0),
                        unsafe header.load(fromByteOffset: 4, as: UInt32.self)
                    )
                }
                header.removeAll(keepingCapacity: true)
            }
            if rest == 0, header.isEmpty { complete(number) }
        }
    }
    private mutating func payOwed() -> Bool {
        guard !owed.isEmpty else { return true }
        owed.removeFirst(write(owed[...]))
        return owed.isEmpty
    }
    private func write(_ bytes: [UInt8].SubSequence) -> Int {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        return max(count, 0)
    }
}
