import Runtime
import Wire

/// Control parts of the protocol.
struct WireBench {
    private let payload: BenchPayload
    private let runs: Int

    init(payload: BenchPayload, runs: Int) {
        self.payload = payload
        self.runs = runs
    }

    func run() throws {
        let envelope = payload.envelope(epoch: 7, sequence: 9, stamp: 11)
        var buffer: [UInt8] = []
        let encoding = Stopwatch.measure(runs: runs, each: 100) {
            FrameEncoder.encode(envelope, payloadByteCount: payload.bytes.count, into: &buffer)
        }
        let decoding = try Stopwatch.measure(runs: runs, each: 100) {
            _ = try FrameDecoder.decode(buffer)
        }
        let checking = Stopwatch.measure(runs: runs, each: 10) {
            _ = CRC32C.checksum(payload.bytes)
        }
        let copy = Stopwatch.copying(buffer.count, runs: runs)
        let called = "memcpy of its \(buffer.count) bytes"
        BenchTable.printRow(
            "write a latent's control part", encoding,
            comparedWith: BenchTable.ratio(encoding, to: copy, called: called))
        BenchTable.printRow(
            "read it", decoding, comparedWith: BenchTable.ratio(decoding, to: copy, called: called))
        let whole = Stopwatch.copying(payload.bytes.count, runs: runs)
        BenchTable.printRow(
            "checksum of the payload part", checking,
            comparedWith: BenchTable.ratio(
                checking, to: whole, called: "memcpy of its \(payload.bytes.count) bytes"))
    }
}
