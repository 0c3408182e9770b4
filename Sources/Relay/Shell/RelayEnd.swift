import Glibc

/// One end of a relayed connection: its socket, and the bytes that go to it.
struct RelayEnd {
    /// Negative once it is closed, or before there is one.
    var descriptor: Int32 = -1
    /// What it is watched for; nil if it is not watched.
    var watched: Watch.Readiness?
    /// It has hung up, which would be reported for as long as it is watched.
    var isParked = false
    /// The connection to it is under way.
    var isConnecting = false
    /// It has no more to say.
    var isRead = false
    /// What the other end said: first what may be written, then what the link holds.
    var bytes = ByteRing()
    /// How many of them may be written.
    var writable = 0
    /// The socket took no more the last time.
    var isFull = false
    /// After them it is told that no more comes.
    var isFinishing = false

    var isOpen: Bool { descriptor >= 0 }

    /// Lets go of the socket: the kernel says farewell, and stops watching.
    mutating func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        forget()
    }
    /// Lets go of the socket by a reset.
    mutating func reset() {
        if descriptor >= 0 { StreamSocket.reset(descriptor) }
        forget()
    }
    /// So many more bytes may be written, if anybody is there.
    mutating func release(_ count: Int) {
        if isOpen { writable += count }
    }

    private mutating func forget() {
        descriptor = -1
        watched = nil
        bytes = ByteRing()
        writable = 0
    }
}
