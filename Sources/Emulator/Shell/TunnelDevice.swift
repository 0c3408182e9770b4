import CTunnel
import Glibc

/// A TUN device: what the system sends to it is read here, and what is written here comes to the
/// system as from a network.
struct TunnelDevice: Sendable {
    /// Readable while packets wait; the device goes when it is closed.
    let descriptor: Int32

    /// A device in a namespace with an address of a network of four, set up; everything that has no
    /// other way leaves by it if it `isWayOut`.
    init(
        in namespace: NetworkNamespace, address: InternetAddress, isWayOut: Bool
    ) throws(EmulatorError) {
        descriptor = try namespace.within { () throws(EmulatorError) in
            try Self.make(address, isWayOut)
        }
    }

    private static func make(
        _ address: InternetAddress, _ isWayOut: Bool
    ) throws(EmulatorError) -> Int32 {
        var name = Array("tombolo%d".utf8.map { CChar($0) })
        name += [CChar](repeating: 0, count: Int(TUNNEL_NAME_BYTES) - name.count)
        let descriptor = unsafe name.withUnsafeMutableBufferPointer {
            unsafe tunnel_open($0.baseAddress)
        }
        guard descriptor >= 0 else { throw EmulatorError("opening a TUN device", descriptor) }
        withoutIPv6(name)
        var status = unsafe tunnel_set_up(name, address.bits, ~3)
        if status == 0, isWayOut { status = unsafe tunnel_set_default_route(name) }
        guard status == 0 else {
            close(descriptor)
            throw EmulatorError("setting up a TUN device", status)
        }
        return descriptor
    }
    /// Keeps the system from announcing itself by IPv6 to an end that does not speak it: packets
    /// that nobody sent would take draws of chance.
    private static func withoutIPv6(_ name: [CChar]) {
        let text = String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let file = unsafe open(
            "/proc/sys/net/ipv6/conf/\(text)/disable_ipv6", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = unsafe write(file, "1", 1)
        close(file)
    }
}
