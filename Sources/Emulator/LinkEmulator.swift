import CTunnel
import Glibc
public import LinkFiles
import Relay

/// A degraded link for programs as they are, in a network of their own: what they send goes over
/// the link model packet by packet, so that the system's own TCP meets loss, queues and outages.
///
///     device's network                                     far network (mostly the machine's own)
///     10.77.0.2 -> [TUN] -> queue, rate, loss, delay, order -> [TUN] -> 10.77.0.1
///
/// One thread owns both devices. Linux only, and for root only.
public final class LinkEmulator: Sendable {
    /// The device's network: it has no other way out than the link.
    public let near: NetworkNamespace
    /// The other end's network.
    public let far: NetworkNamespace
    /// The device's address.
    public let nearAddress: InternetAddress
    /// The address by which the device reaches the other end.
    public let farAddress: InternetAddress
    private let mailbox: RelayMailbox<LinkEvent.Kind, EmulatorCounts>
    private let thread: RelayThread

    /// Makes the device's network and begins to carry packets.
    ///
    /// - Throws: `EmulatorError` if the system does not let this user, or has no TUN devices.
    public init(_ configuration: EmulatorConfiguration) throws(EmulatorError) {
        far = configuration.far
        near = try NetworkNamespace()
        farAddress = try Self.freeAddress(in: far)
        nearAddress = InternetAddress(bits: farAddress.bits + 1)
        let nearDevice = try TunnelDevice(in: near, address: nearAddress, isWayOut: true)
        do throws(EmulatorError) {
            let farDevice = try TunnelDevice(in: far, address: farAddress, isWayOut: false)
            do throws(RelayError) {
                let mailbox = try RelayMailbox<LinkEvent.Kind, EmulatorCounts>(EmulatorCounts())
                let start = RelayStart(
                    EmulatorLoop(
                        configuration, near: nearDevice, far: farDevice, watch: try Watch(),
                        mailbox: mailbox))
                thread = try RelayThread { start.run { $0.run() } }
                self.mailbox = mailbox
            } catch {
                Glibc.close(farDevice.descriptor)
                throw .system(what: "starting the emulator's thread", code: EMFILE)
            }
        } catch {
            Glibc.close(nearDevice.descriptor)
            throw error
        }
    }
    deinit { _ = close() }

    /// Does what is asked and says what was done so far. Resets and half-open connections are left
    /// out and counted: packets know no connections.
    @discardableResult
    public func perform(_ event: LinkEvent.Kind) async throws(EmulatorError) -> EmulatorCounts {
        try await ask(event)
    }
    /// What was done so far.
    public func counts() async throws(EmulatorError) -> EmulatorCounts { try await ask(nil) }
    /// Takes the link away and says what was done. May be called more than once.
    @discardableResult
    public func close() -> EmulatorCounts {
        mailbox.close()
        thread.join()
        return mailbox.lastCounts
    }

    private func ask(_ event: LinkEvent.Kind?) async throws(EmulatorError) -> EmulatorCounts {
        do throws(RelayError) {
            return try await mailbox.ask(event)
        } catch {
            throw error == .busy ? .busy : .closed
        }
    }
    /// The first of 10.77.0.1, 10.77.1.1 and so on that `namespace` has not.
    private static func freeAddress(
        in namespace: NetworkNamespace
    ) throws(EmulatorError) -> InternetAddress {
        try namespace.within { () throws(EmulatorError) in
            for number in 0..<UInt32(Limits.networks) {
                let bits = 10 << 24 | 77 << 16 | number << 8 | 1
                if tunnel_has_address(bits) == 0 { return InternetAddress(bits: bits) }
            }
            throw .noNetwork
        }
    }
}
