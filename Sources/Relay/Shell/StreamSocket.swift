import Glibc

/// Non-blocking stream sockets.
enum StreamSocket {
    /// Listens at `address`, which `text` names.
    static func listen(_ address: SocketAddress, _ text: String) throws(RelayError) -> Int32 {
        let descriptor = make(address)
        guard descriptor >= 0 else { throw .noDescriptor(code: errno) }
        if address.isTCP { set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1) }
        let status = unsafe address.withPointer { pointer, count in
            unsafe bind(descriptor, pointer, count)
        }
        guard status == 0, Glibc.listen(descriptor, Limits.backlog) == 0 else {
            let code = errno
            close(descriptor)
            throw .cannotListen(endpoint: text, code: code)
        }
        return descriptor
    }
    /// Begins to connect, or says why that fails at once: `noDescriptor` or `noAnswer`.
    static func connect(to address: SocketAddress) -> Result<Int32, RelayError> {
        let descriptor = make(address)
        guard descriptor >= 0 else { return .failure(.noDescriptor(code: errno)) }
        let status = unsafe address.withPointer { pointer, count in
            unsafe Glibc.connect(descriptor, pointer, count)
        }
        guard status == 0 || errno == EINPROGRESS else {
            let code = errno
            close(descriptor)
            return .failure(.noAnswer(endpoint: address.text, code: code))
        }
        sendAtOnce(descriptor)
        return .success(descriptor)
    }
    /// Takes a connection that waits at `listener`, or says why not.
    static func accept(from listener: Int32) -> Result<Int32, RelayError> {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return .failure(.noDescriptor(code: errno)) }
        SystemCall.makePrivateAndNonBlocking(descriptor)
        sendAtOnce(descriptor)
        return .success(descriptor)
    }
    /// Closes with a reset instead of a farewell.
    static func reset(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
    }
    /// The error that the socket has come to, 0 for none.
    static func error(of descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var count = socklen_t(MemoryLayout<Int32>.size)
        unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &count)
        return code
    }
    /// How much the kernel may hold of what comes in; the kernel doubles it for its own use.
    static func setReceiveBuffer(_ descriptor: Int32, bytes: Int) {
        set(descriptor, SOL_SOCKET, SO_RCVBUF, Int32(clamping: bytes))
    }

    private static func make(_ address: SocketAddress) -> Int32 {
        let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
        if descriptor >= 0 { SystemCall.makePrivateAndNonBlocking(descriptor) }
        return descriptor
    }
    private static func sendAtOnce(_ descriptor: Int32) {
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        // What the reader's window does not take waits here, not in the kernel: the sender is to
        // notice a reader that stops.
        set(descriptor, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, Int32(Limits.unsentBytes))
    }
    private static func set(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        unsafe setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
