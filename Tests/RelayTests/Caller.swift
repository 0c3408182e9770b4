import Glibc

@testable import Relay

/// A blocking TCP client with patience; what it waits for comes, or the test fails.
final class Caller: PatientSocket {
    let descriptor: Int32

    init(_ endpoint: String) throws {
        let address = try SocketAddress(endpoint)
        descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
        bePatient(seconds: 20)
        let status = unsafe address.withPointer { unsafe connect(descriptor, $0, $1) }
        guard status == 0 else { throw RelayError.noDescriptor(code: errno) }
    }
    deinit { Glibc.close(descriptor) }

    /// How the connection ends: 0 by a farewell, else by this error. Bytes before it are skipped.
    func ending() -> Int32 {
        var byte: UInt8 = 0
        while true {
            let got = unsafe recv(descriptor, &byte, 1, 0)
            if got == 0 { return 0 }
            if got < 0, errno != EINTR { return errno }
        }
    }
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }
}
