import CZeroMQ

/// Sets options on a socket handle; the only place that knows their C types.
@safe struct OptionSetter {
    let handle: UnsafeMutableRawPointer

    func apply(_ options: SocketOptions, kind: SocketKind) throws(ZeroMQError) {
        try set(ZMQ_LINGER, "LINGER", 0)
        try set(ZMQ_HEARTBEAT_IVL, "HEARTBEAT_IVL", 0)
        try set(ZMQ_SNDHWM, "SNDHWM", options.sendLimit)
        try set(ZMQ_RCVHWM, "RCVHWM", options.receiveLimit)
        try set(ZMQ_IMMEDIATE, "IMMEDIATE", options.queuesOnlyToCompletedConnections ? 1 : 0)
        try set(ZMQ_BACKLOG, "BACKLOG", options.backlog)
        try set(ZMQ_HANDSHAKE_IVL, "HANDSHAKE_IVL", options.handshakeMilliseconds)
        try set(ZMQ_CONNECT_TIMEOUT, "CONNECT_TIMEOUT", options.connectMilliseconds)
        try set(ZMQ_RECONNECT_IVL, "RECONNECT_IVL", options.reconnectMilliseconds)
        try set(ZMQ_TCP_MAXRT, "TCP_MAXRT", options.unacknowledgedMilliseconds)
        if let keepAlive = options.keepAlive {
            try set(ZMQ_TCP_KEEPALIVE, "TCP_KEEPALIVE", 1)
            try set(ZMQ_TCP_KEEPALIVE_IDLE, "TCP_KEEPALIVE_IDLE", keepAlive.idleSeconds)
            try set(ZMQ_TCP_KEEPALIVE_INTVL, "TCP_KEEPALIVE_INTVL", keepAlive.intervalSeconds)
            try set(ZMQ_TCP_KEEPALIVE_CNT, "TCP_KEEPALIVE_CNT", keepAlive.probes)
        }
        if kind == .router {
            try set(ZMQ_ROUTER_MANDATORY, "ROUTER_MANDATORY", options.tellsUnroutable ? 1 : 0)
            // A newcomer never takes an existing peer's place.
            try set(ZMQ_ROUTER_HANDOVER, "ROUTER_HANDOVER", 0)
        }
        var limit = Int64(options.partByteLimit)
        let status = unsafe zmq_setsockopt(
            handle, ZMQ_MAXMSGSIZE, &limit, MemoryLayout<Int64>.size)
        try check(status, "MAXMSGSIZE")
    }

    private func set(_ option: Int32, _ name: String, _ value: Int) throws(ZeroMQError) {
        guard var value = Int32(exactly: value) else {
            throw .optionRefused(name: name, reason: "\(value) does not fit 32 bits")
        }
        let status = unsafe zmq_setsockopt(handle, option, &value, MemoryLayout<Int32>.size)
        try check(status, name)
    }

    private func check(_ status: Int32, _ name: String) throws(ZeroMQError) {
        guard status == 0 else {
            throw .optionRefused(name: name, reason: ZeroMQError.reason(zmq_errno()))
        }
    }
}
