import CZeroMQ
import Glibc
import Runtime

/// The baseline of a fleet: the bare message library with the coordinator's hops and nobody looking
/// at what goes by.
///
///     device DEALER -> ROUTER relay ROUTER -> DEALER far end, and back
///
/// The relay moves message parts from socket to socket as they are. The far end answers each latent
/// at once with a plan's bytes. A message of one part, as long as a heartbeat, is answered by the
/// relay itself. Written to the library's own functions, without anything in between.
@safe struct RawRelay {
    private let context: UnsafeMutableRawPointer
    private let part = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)
    private let stop: Shutdown
    /// Messages taken from one side before the other has its turn.
    private static let burst = 256

    /// A relay or a far end that runs until `stop`.
    init(inputOutputThreads: Int, stop: Shutdown) throws {
        guard let context = unsafe zmq_ctx_new() else { throw Self.failure("zmq_ctx_new") }
        unsafe zmq_ctx_set(context, ZMQ_IO_THREADS, Int32(clamping: inputOutputThreads))
        unsafe self.context = unsafe context
        self.stop = stop
    }

    /// Relays between devices and far ends; says where once both sides are bound.
    func relay() throws {
        // As the coordinator's, but for what the coordinator bounds by credit.
        let front = unsafe try router(sendLimit: 64, receiveLimit: 8)
        let back = unsafe try router(sendLimit: 0, receiveLimit: 0)
        Console.print("ready devices=\(unsafe try bind(front)) workers=\(unsafe try bind(back))")
        var ends: [[UInt8]] = []
        var turn = 0
        while !stop.isRequested {
            unsafe wait(front, back)
            unsafe fromBack(back, to: front, &ends)
            unsafe fromFront(front, to: back, ends, &turn)
        }
    }
    /// Answers what the relay at `endpoint` sends, over `count` connections.
    func farEnd(_ endpoint: String, count: Int) throws {
        var sockets = unsafe [UnsafeMutableRawPointer]()
        for _ in 0..<count {
            guard let socket = unsafe zmq_socket(context, ZMQ_DEALER) else {
                throw Self.failure("zmq_socket")
            }
            unsafe set(socket, ZMQ_SNDHWM, 0)
            unsafe set(socket, ZMQ_RCVHWM, 0)
            unsafe set(socket, ZMQ_LINGER, 0)
            guard unsafe zmq_connect(socket, endpoint) == 0 else {
                throw Self.failure("zmq_connect")
            }
            // The relay learns from it where latents go.
            unsafe zmq_send(socket, "", 0, 0)
            unsafe sockets.append(socket)
        }
        Console.print("ready ends=\(count)")
        var items = unsafe sockets.map { socket in
            unsafe zmq_pollitem_t(socket: socket, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
        }
        let plan = [UInt8](repeating: 0x3C, count: LoadBundle.planByteCount)
        while !stop.isRequested {
            _ = unsafe zmq_poll(&items, Int32(items.count), 100)
            for index in unsafe sockets.indices { unsafe answer(sockets[index], plan) }
        }
    }

    // MARK: The relay's two directions

    private func fromBack(
        _ back: UnsafeMutableRawPointer, to front: UnsafeMutableRawPointer, _ ends: inout [[UInt8]]
    ) {
        for _ in 0..<Self.burst {
            guard unsafe receive(back) else { return }
            let end = unsafe Array(
                UnsafeRawBufferPointer(start: zmq_msg_data(part), count: zmq_msg_size(part)))
            unsafe zmq_msg_close(part)
            guard unsafe receive(back) else { return }
            if unsafe zmq_msg_more(part) == 0 {
                unsafe zmq_msg_close(part)
                ends.append(end)
            } else {
                unsafe pass(from: back, to: front)
            }
        }
    }
    private func fromFront(
        _ front: UnsafeMutableRawPointer, to back: UnsafeMutableRawPointer, _ ends: [[UInt8]],
        _ turn: inout Int
    ) {
        for _ in 0..<Self.burst {
            guard unsafe receive(front) else { return }
            var device = zmq_msg_t()
            unsafe zmq_msg_init(&device)
            unsafe zmq_msg_move(&device, part)
            guard unsafe receive(front) else { return }
            if unsafe zmq_msg_more(part) == 0 {
                // A sign of life: another one back.
                if unsafe zmq_msg_send(&device, front, ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0 {
                    unsafe send(to: front, flags: 0)
                } else {
                    unsafe zmq_msg_close(&device)
                    unsafe zmq_msg_close(part)
                }
                continue
            }
            guard !ends.isEmpty else {
                unsafe drop(front)
                unsafe zmq_msg_close(&device)
                continue
            }
            turn = (turn + 1) % ends.count
            let end = ends[turn]
            unsafe zmq_send(back, end, end.count, ZMQ_SNDMORE | ZMQ_DONTWAIT)
            unsafe zmq_msg_send(&device, back, ZMQ_SNDMORE | ZMQ_DONTWAIT)
            unsafe pass(from: front, to: back)
        }
    }
    /// Moves the part that is here and those behind it.
    private func pass(from source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer) {
        while true {
            let more = unsafe zmq_msg_more(part) != 0
            unsafe send(to: target, flags: more ? ZMQ_SNDMORE : 0)
            guard more, unsafe receive(source) else { return }
        }
    }
    private func answer(_ socket: UnsafeMutableRawPointer, _ plan: [UInt8]) {
        for _ in 0..<Self.burst {
            guard unsafe receive(socket) else { return }
            // The device, the control part, the payload.
            unsafe send(to: socket, flags: ZMQ_SNDMORE)
            guard unsafe receive(socket) else { return }
            var control = [UInt8](repeating: 0, count: LoadDialect.planControlByteCount)
            unsafe control.withUnsafeMutableBytes { target in
                unsafe target.copyMemory(
                    from: UnsafeRawBufferPointer(
                        start: zmq_msg_data(part), count: min(zmq_msg_size(part), 16)))
            }
            let more = unsafe zmq_msg_more(part) != 0
            unsafe zmq_msg_close(part)
            if more { unsafe drop(socket) }
            unsafe zmq_send(socket, control, control.count, ZMQ_SNDMORE | ZMQ_DONTWAIT)
            unsafe zmq_send(socket, plan, plan.count, ZMQ_DONTWAIT)
        }
    }

    // MARK: Calls of the library

    private func receive(_ socket: UnsafeMutableRawPointer) -> Bool {
        unsafe zmq_msg_init(part)
        return unsafe zmq_msg_recv(part, socket, ZMQ_DONTWAIT) >= 0
    }
    private func send(to socket: UnsafeMutableRawPointer, flags: Int32) {
        if unsafe zmq_msg_send(part, socket, flags | ZMQ_DONTWAIT) < 0 {
            unsafe zmq_msg_close(part)
        }
    }
    /// Takes what is left of a message off the socket.
    private func drop(_ socket: UnsafeMutableRawPointer) {
        while unsafe receive(socket) {
            let more = unsafe zmq_msg_more(part) != 0
            unsafe zmq_msg_close(part)
            if !more { return }
        }
    }
    private func wait(_ front: UnsafeMutableRawPointer, _ back: UnsafeMutableRawPointer) {
        var items = unsafe [front, back].map { socket in
            unsafe zmq_pollitem_t(socket: socket, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
        }
        _ = unsafe zmq_poll(&items, 2, 100)
    }
    private func router(sendLimit: Int32, receiveLimit: Int32) throws -> UnsafeMutableRawPointer {
        guard let socket = unsafe zmq_socket(context, ZMQ_ROUTER) else {
            throw Self.failure("zmq_socket")
        }
        unsafe set(socket, ZMQ_SNDHWM, sendLimit)
        unsafe set(socket, ZMQ_RCVHWM, receiveLimit)
        unsafe set(socket, ZMQ_BACKLOG, 4_096)
        unsafe set(socket, ZMQ_LINGER, 0)
        return unsafe socket
    }
    private func set(_ socket: UnsafeMutableRawPointer, _ option: Int32, _ value: Int32) {
        var value = value
        unsafe zmq_setsockopt(socket, option, &value, MemoryLayout<Int32>.size)
    }
    private func bind(_ socket: UnsafeMutableRawPointer) throws -> String {
        guard unsafe zmq_bind(socket, "tcp://127.0.0.1:*") == 0 else {
            throw Self.failure("zmq_bind")
        }
        var text = [CChar](repeating: 0, count: 256)
        var count = text.count
        unsafe zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, &text, &count)
        return String(
            decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    private static func failure(_ call: String) -> BenchError {
        .ended(thread: "relay", reason: "\(call): error \(zmq_errno())")
    }
}
