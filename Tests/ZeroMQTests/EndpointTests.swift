import Testing
import ZeroMQ

@Suite struct EndpointTests {
    let context: Context
    let socket: Socket

    init() throws {
        context = try Context(inputOutputThreads: 1)
        socket = try Socket(.router, options: .coordinatorRouter, in: context)
    }

    @Test(arguments: ["tcp://127.0.0.1:0", "tcp://127.0.0.1:*"])
    func `reports the port it got`(endpoint: String) throws {
        let actual = try socket.bind(endpoint)
        let port = try #require(actual.split(separator: ":").last.flatMap { Int($0) })
        #expect(actual == "tcp://127.0.0.1:\(port)" && (1...65535).contains(port))
    }

    @Test func `says what to do about an address in use`() throws {
        let endpoint = try socket.bind("tcp://127.0.0.1:*")
        let other = try Socket(.router, options: .coordinatorRouter, in: context)
        let error = #expect(throws: ZeroMQError.self) { try other.bind(endpoint) }
        #expect(error == .addressInUse(endpoint: endpoint))
        #expect(error?.description.contains("\(endpoint) is in use; stop") == true)
    }

    @Test func `tells an address of another machine from one in use`() {
        // TEST-NET-1 (RFC 5737) belongs to nobody.
        #expect(throws: ZeroMQError.addressUnavailable(endpoint: "tcp://192.0.2.1:*")) {
            try socket.bind("tcp://192.0.2.1:*")
        }
    }

    @Test(arguments: [
        "", "127.0.0.1:7000", "tcp://", "smoke://127.0.0.1:1", "tcp://127.0.0.1:70000",
    ])
    func `refuses what is no endpoint`(endpoint: String) {
        #expect(throws: ZeroMQError.self) { try socket.bind(endpoint) }
        #expect(throws: ZeroMQError.self) { try socket.connect(endpoint) }
    }
}
