import Glibc
import LinkFiles
import NetworkModel
import Relay
import Timekeeping

/// The emulator's thread: owns both devices, holds the packets, and does what the core says.
struct EmulatorLoop {
    private static let bellToken: UInt64 = 2
    // By direction: whom it reads from.
    private let devices: [TunnelDevice]
    private let configuration: EmulatorConfiguration
    private let mailbox: RelayMailbox<LinkEvent.Kind, EmulatorCounts>
    private let watch: Watch
    private var core: EmulatorCore
    private var shelf = PacketShelf(limit: Limits.packets)
    private var shell = EmulatorCounts()
    private var latest = SystemCall.now()
    private var nextReport: UInt64?
    private var buffer = [UInt8](repeating: 0, count: Limits.packetBytes)

    /// A loop between two devices, which it closes.
    init(
        _ configuration: EmulatorConfiguration, near: TunnelDevice, far: TunnelDevice,
        watch: Watch, mailbox: RelayMailbox<LinkEvent.Kind, EmulatorCounts>
    ) {
        self.configuration = configuration
        self.watch = watch
        self.mailbox = mailbox
        devices = [near, far]
        core = EmulatorCore(
            configuration.scenario, isShared: configuration.isShared, flowLimit: Limits.flows,
            start: Instant(nanoseconds: latest))
        if let period = configuration.reportPeriod {
            nextReport = latest + UInt64(max(period.nanoseconds, 1_000_000))
        }
    }

    /// Carries packets until the mailbox is closed.
    mutating func run() {
        for (token, device) in devices.enumerated() {
            watch.add(device.descriptor, .read, token: UInt64(token))
        }
        watch.add(mailbox.bell.descriptor, .read, token: Self.bellToken)
        while !mailbox.isClosed {
            let next = [core.wakeup?.nanoseconds, nextReport].compactMap { $0 }.min()
            watch.wait(until: next, milliseconds: Limits.turnMilliseconds)
            if let due = core.wakeup, due <= now() { feed(.wake) }
            for (token, _) in watch.ready { serve(token) }
            reportIfDue()
        }
        mailbox.lastCounts = counts
        for device in devices { close(device.descriptor) }
        for request in mailbox.takeAll() { request.reply(nil) }
    }

    private var counts: EmulatorCounts {
        var counts = core.counts
        counts.foreign += shell.foreign
        counts.unheld += shell.unheld
        counts.untaken += shell.untaken
        counts.lateness = shell.lateness
        counts.longestLateness = shell.longestLateness
        return counts
    }
    private mutating func now() -> Instant {
        // A core must never see time go back.
        latest = max(latest, SystemCall.now())
        return Instant(nanoseconds: latest)
    }
    private mutating func serve(_ token: UInt64) {
        switch token {
        case 0: read(.up)
        case 1: read(.down)
        default:
            mailbox.bell.clear()
            for request in mailbox.takeAll() {
                if let event = request.order { feed(.event(event)) }
                request.reply(counts)
            }
        }
    }
    private mutating func reportIfDue() {
        guard let due = nextReport, let period = configuration.reportPeriod else { return }
        let now = now()
        guard due <= now.nanoseconds else { return }
        nextReport = now.nanoseconds + UInt64(max(period.nanoseconds, 1_000_000))
        configuration.report(counts)
    }
    private func device(_ direction: LinkDirection) -> TunnelDevice {
        direction == .up ? devices[0] : devices[1]
    }
    private mutating func read(_ direction: LinkDirection) {
        let descriptor = device(direction).descriptor
        for _ in 0..<Limits.packetsPerTurn {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
            }
            guard count > 0 else { return }
            take(buffer[..<count], direction)
        }
    }
    private mutating func take(_ packet: [UInt8].SubSequence, _ direction: LinkDirection) {
        // One that fills the buffer may have been longer.
        guard packet.count < buffer.count,
            let flow = PacketHeader.flow(of: packet, isUp: direction == .up)
        else {
            shell.foreign += 1
            return
        }
        guard let id = shelf.put(packet) else {
            shell.unheld += 1
            return
        }
        feed(.packet(direction, id: id, bytes: packet.count, flow: flow))
    }
    private mutating func feed(_ input: EmulatorInput) {
        core.handle(input, at: now())
        while let output = core.nextOutput() { perform(output) }
    }
    private mutating func perform(_ output: EmulatorOutput) {
        switch output.fate {
        case .copied(let id): shelf.hold(id)
        case .dropped(let id, _): shelf.release(id)
        case .delivered(let id, let due, let wrongBit, _):
            let descriptor = device(output.direction.opposite).descriptor
            let isTaken = shelf.lend(id, wrongBit: wrongBit) { packet in
                unsafe packet.withUnsafeBytes { bytes in
                    unsafe write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
                }
            }
            shelf.release(id)
            if !isTaken { shell.untaken += 1 }
            let late = now() - due
            shell.lateness = shell.lateness + late
            shell.longestLateness = max(shell.longestLateness, late)
        }
    }
}
