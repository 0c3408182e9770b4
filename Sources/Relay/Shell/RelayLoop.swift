import Glibc
import LinkFiles
import NetworkModel
import Timekeeping

/// The relay's thread: owns every socket, holds the bytes, and does what the core says.
struct RelayLoop {
    private struct Ends {
        var near = RelayEnd()
        var far = RelayEnd()
        subscript(side: RelaySide) -> RelayEnd {
            get { side == .near ? near : far }
            _modify { if side == .near { yield &near } else { yield &far } }
        }
    }
    private static let listenerToken = UInt64.max - 1
    private static let bellToken = UInt64.max - 2
    private let listener: Int32
    private let target: SocketAddress
    private let mailbox: RelayMailbox<RelayOrder, RelayCounts>
    private let configuration: RelayConfiguration
    private let watch: Watch
    private var control: ControlDesk?
    private var core: RelayCore
    private var connections: [UInt64: Ends] = [:]
    private var nextID: UInt64 = 0
    private var latest = SystemCall.now()
    private var nextReport: UInt64?
    private var troubles: RelayTroubles
    // Nothing is accepted before this moment: the system had no descriptor left.
    private var acceptsAfter: UInt64?
    private var chunk = [UInt8](repeating: 0, count: Limits.chunkBytes)

    /// A loop around sockets that stand; it closes them.
    init(
        _ configuration: RelayConfiguration, listener: Int32, control: ControlDesk?,
        target: SocketAddress, watch: Watch,
        mailbox: RelayMailbox<RelayOrder, RelayCounts>
    ) {
        self.configuration = configuration
        self.listener = listener
        self.control = control
        self.target = target
        self.watch = watch
        self.mailbox = mailbox
        troubles = RelayTroubles(target: target.text, tell: configuration.complain)
        core = RelayCore(
            configuration.scenario, isShared: configuration.isShared,
            connectionLimit: configuration.connectionLimit,
            start: Instant(nanoseconds: latest))
        if let period = configuration.reportPeriod {
            nextReport = latest + UInt64(max(period.nanoseconds, 1_000_000))
        }
    }

    /// Relays until the mailbox is closed.
    mutating func run() {
        watch.add(listener, .read, token: Self.listenerToken)
        watch.add(mailbox.bell.descriptor, .read, token: Self.bellToken)
        control?.begin(watch)
        while !mailbox.isClosed {
            let wakeup = [core.wakeup?.nanoseconds, nextReport, acceptsAfter]
            watch.wait(
                until: wakeup.compactMap { $0 }.min(), milliseconds: Limits.turnMilliseconds)
            if let due = core.wakeup, due <= now() { feed(.wake) }
            for (token, readiness) in watch.ready { serve(token, readiness) }
            reportIfDue()
            acceptAgainIfDue()
        }
        end()
    }

    private mutating func counts() -> RelayCounts {
        var counts = core.counts(at: now())
        counts.outOfDescriptors = troubles.outOfDescriptors
        return counts
    }
    private mutating func now() -> Instant {
        // A core must never see time go back.
        latest = max(latest, SystemCall.now())
        return Instant(nanoseconds: latest)
    }
    private mutating func serve(_ token: UInt64, _ readiness: Watch.Readiness) {
        switch token {
        case Self.listenerToken: accept()
        case Self.bellToken:
            mailbox.bell.clear()
            answerRequests()
        case ControlDesk.tokens: serveControl(token, readiness)
        default:
            guard let side = RelaySide(rawValue: token & 1) else { return }
            serve(token >> 1, side, readiness)
        }
    }
    private mutating func end() {
        for id in connections.keys.sorted() {
            for side in RelaySide.allCases { connections[id]?[side].close() }
        }
        mailbox.lastCounts = counts()
        connections.removeAll()
        control?.end()
        close(listener)
        for request in mailbox.takeAll() { request.reply(nil) }
    }
    private mutating func reportIfDue() {
        guard let due = nextReport, let period = configuration.reportPeriod else { return }
        let now = now()
        guard due <= now.nanoseconds else { return }
        nextReport = now.nanoseconds + UInt64(max(period.nanoseconds, 1_000_000))
        configuration.report(counts())
    }
}

// Orders.
extension RelayLoop {
    private mutating func answerRequests() {
        for request in mailbox.takeAll() { request.reply(carryOut(request.order)) }
    }
    private mutating func serveControl(_ token: UInt64, _ readiness: Watch.Readiness) {
        guard var desk = control else { return }
        // Taken out meanwhile, so that an order may reach the rest of the loop.
        control = nil
        desk.serve(token, readiness, watch) { carryOut($0) }
        control = desk
    }
    private mutating func carryOut(_ order: RelayOrder?) -> RelayCounts {
        if let order {
            feed(.order(order))
            if case .event(.profile) = order { narrowAll() }
        }
        return counts()
    }
    /// Sets how much the kernel holds of senders to what the link's rate leaves it.
    private mutating func narrowAll() {
        for ends in connections.values {
            narrow(ends.near, .up)
            narrow(ends.far, .down)
        }
    }
    private func narrow(_ end: RelayEnd, _ direction: LinkDirection) {
        guard end.isOpen else { return }
        let bytes = core.hasRate(direction) ? Limits.kernelBytes : Limits.widestKernelBytes
        StreamSocket.setReceiveBuffer(end.descriptor, bytes: bytes)
    }
}

// Connections.
extension RelayLoop {
    private mutating func accept() {
        for _ in 0..<Limits.acceptsPerTurn {
            switch StreamSocket.accept(from: listener) {
            case .success(let descriptor): begin(descriptor)
            case .failure(.noDescriptor(let code)):
                let isOut = [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code)
                if isOut {
                    troubles.noteOutOfDescriptors(code, at: now())
                    pauseAccepting()
                }
                if isOut || code == EAGAIN { return }
            case .failure: return
            }
        }
    }
    private mutating func begin(_ descriptor: Int32) {
        let id = nextID
        nextID += 1
        var ends = Ends()
        ends.near.descriptor = descriptor
        if core.hasRate(.up) {
            StreamSocket.setReceiveBuffer(descriptor, bytes: Limits.kernelBytes)
        }
        connections[id] = ends
        feed(.accepted(id))
        refresh(id)
    }
    private mutating func pauseAccepting() {
        // The listener stays readable: watching it would spin.
        watch.remove(listener)
        acceptsAfter = latest + UInt64(Limits.acceptPauseMilliseconds) * 1_000_000
    }
    private mutating func acceptAgainIfDue() {
        guard let due = acceptsAfter, due <= now().nanoseconds else { return }
        acceptsAfter = nil
        watch.add(listener, .read, token: Self.listenerToken)
    }

    private mutating func serve(_ id: UInt64, _ side: RelaySide, _ readiness: Watch.Readiness) {
        guard let end = connections[id]?[side], end.isOpen else { return }
        if end.isConnecting {
            concludeConnecting(id, readiness)
        } else {
            if readiness.contains(.read) { read(id, side) }
            if readiness.contains(.write) {
                connections[id]?[side].isFull = false
                write(id, side)
            }
            if readiness.contains(.ending), core.isWatched(id, side) { feed(.ended(id, side)) }
            if !readiness.isDisjoint(with: [.failure, .hangUp]) {
                noteHangUp(id, side, isFailure: readiness.contains(.failure))
            }
        }
        drain()
        refresh(id)
    }
    /// The target took the connection, or did not.
    private mutating func concludeConnecting(_ id: UInt64, _ readiness: Watch.Readiness) {
        guard let descriptor = connections[id]?.far.descriptor else { return }
        connections[id]?.far.isConnecting = false
        let code = StreamSocket.error(of: descriptor)
        if code != 0 || readiness.contains(.hangUp) {
            troubles.noteRefusal(code, at: now())
            connections[id]?.far.close()
            feed(.refused(id))
        } else {
            feed(.connected(id))
        }
    }
    /// An end has failed, or both its halves are closed while nothing is read from it.
    private mutating func noteHangUp(_ id: UInt64, _ side: RelaySide, isFailure: Bool) {
        guard let end = connections[id]?[side], end.isOpen else { return }
        if isFailure, StreamSocket.error(of: end.descriptor) != 0 { return fail(id, side) }
        guard end.isRead || core.room(id, side) == 0 else { return }
        // It is watched again once there is room.
        watch.remove(end.descriptor)
        connections[id]?[side].watched = nil
        connections[id]?[side].isParked = true
    }
    private mutating func fail(_ id: UInt64, _ side: RelaySide) {
        connections[id]?[side].close()
        feed(.failed(id, side))
    }
    private mutating func read(_ id: UInt64, _ side: RelaySide) {
        let room = core.room(id, side)
        guard room > 0, let end = connections[id]?[side], !end.isRead else { return }
        let length = min(room, chunk.count)
        let count = unsafe chunk.withUnsafeMutableBytes { bytes in
            unsafe recv(end.descriptor, bytes.baseAddress, length, 0)
        }
        if count > 0, core.isDiscarding(id, side) {
            feed(.read(id, side, count))
        } else if count > 0 {
            unsafe chunk.withUnsafeBytes { bytes in
                unsafe connections[id]?[side.other].bytes.append(
                    UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            }
            feed(.read(id, side, count))
        } else if count == 0 {
            connections[id]?[side].isRead = true
            feed(.ended(id, side))
        } else if errno != EAGAIN && errno != EINTR {
            fail(id, side)
        }
    }
    private mutating func write(_ id: UInt64, _ side: RelaySide) {
        while let end = connections[id]?[side], end.isOpen, end.writable > 0, !end.isFull {
            let count = unsafe end.bytes.withFirst(end.writable) { bytes in
                unsafe send(end.descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                connections[id]?[side].bytes.drop(count)
                connections[id]?[side].writable -= count
                core.handle(.wrote(id, side, count), at: now())
            } else if errno == EAGAIN {
                connections[id]?[side].isFull = true
            } else if errno != EINTR {
                return fail(id, side)
            }
        }
        guard let end = connections[id]?[side], end.isOpen, end.isFinishing, end.writable == 0
        else { return }
        connections[id]?[side].isFinishing = false
        shutdown(end.descriptor, Int32(SHUT_WR))
    }
    /// Watches both ends for what is of use now.
    private mutating func refresh(_ id: UInt64) {
        for side in RelaySide.allCases {
            guard let end = connections[id]?[side], end.isOpen else { continue }
            var wanted: Watch.Readiness = []
            if end.isConnecting || end.isFull { wanted.insert(.write) }
            if !end.isRead, core.room(id, side) > 0 { wanted.insert(.read) }
            if core.isWatched(id, side) { wanted.insert(.ending) }
            let token = id << 1 | side.rawValue
            switch end.watched {
            case nil where wanted.isEmpty && end.isParked: continue
            case nil: watch.add(end.descriptor, wanted, token: token)
            case wanted: continue
            default: watch.change(end.descriptor, wanted, token: token)
            }
            connections[id]?[side].watched = wanted
        }
    }
}

// What the core says.
extension RelayLoop {
    private mutating func feed(_ input: RelayInput) {
        core.handle(input, at: now())
        drain()
    }
    private mutating func drain() {
        while let output = core.nextOutput() { perform(output) }
    }
    private mutating func perform(_ output: RelayOutput) {
        switch output {
        case .connect(let id): connect(id)
        case .deliver(let id, let side, let bytes):
            connections[id]?[side].release(bytes)
            write(id, side)
            refresh(id)
        case .finish(let id, let side):
            connections[id]?[side].isFinishing = true
            write(id, side)
        case .reset(let id, let side): connections[id]?[side].reset()
        case .readable(let id, _): refresh(id)
        case .forget(let id):
            guard var ends = connections.removeValue(forKey: id) else { return }
            for side in RelaySide.allCases { ends[side].close() }
        }
    }
    private mutating func connect(_ id: UInt64) {
        let descriptor: Int32
        switch StreamSocket.connect(to: target) {
        case .success(let connecting): descriptor = connecting
        case .failure(let error):
            if case .noDescriptor(let code) = error {
                troubles.noteOutOfDescriptors(code, at: now())
            } else if case .noAnswer(_, let code) = error {
                troubles.noteRefusal(code, at: now())
            }
            core.handle(.refused(id), at: now())
            return
        }
        if core.hasRate(.down) {
            StreamSocket.setReceiveBuffer(descriptor, bytes: Limits.kernelBytes)
        }
        connections[id]?.far.descriptor = descriptor
        connections[id]?.far.isConnecting = true
        refresh(id)
    }
}
