import LatentCodec
import ModelBundle
import Runtime
import Wire

/// The latent codec on the latent of a real picture.
struct CodecBench {
    private let latent: [Float]
    private let runs: Int
    private var encoder: LatentEncoder
    private var decoder: LatentDecoder
    private let stateCount: Int

    init(_ bundle: ModelBundle, latent: [Float], runs: Int) throws(LatentCodecError) {
        self.latent = latent
        self.runs = runs
        stateCount = bundle.state.count
        let elements = bundle.latent.height * bundle.latent.width
        encoder = try LatentEncoder(
            quantisation: bundle.latent.quantisation, elementsPerChannel: elements)
        decoder = try LatentDecoder(
            quantisation: bundle.latent.quantisation, elementsPerChannel: elements)
    }

    /// Prints its lines; the payload part of the latent, its state zero, and what describes it.
    func run() throws -> BenchPayload {
        var (encoder, decoder) = (encoder, decoder)
        let copy = Stopwatch.copying(4 * latent.count, runs: runs)
        let multiplier: UInt16 = 0x100
        var bytes: [UInt8] = []
        let encoding = try Stopwatch.measure(runs: runs) {
            bytes = try encoder.encode(latent, multiplier: multiplier)
        }
        let decoding = try Stopwatch.measure(runs: runs) {
            _ = try decoder.decode(
                bytes, codec: LatentEncoder.codec, multiplier: multiplier)
        }
        let called = "memcpy of its \(4 * latent.count) bytes"
        BenchTable.printRow(
            "encode a latent to \(bytes.count) bytes", encoding,
            comparedWith: BenchTable.ratio(encoding, to: copy, called: called))
        BenchTable.printRow(
            "decode it", decoding,
            comparedWith: BenchTable.ratio(decoding, to: copy, called: called))
        let state = StatePayload.encode([Float](repeating: 0, count: stateCount))
        return BenchPayload(
            bytes: state + bytes, stateByteCount: state.count, elementCount: latent.count,
            multiplier: multiplier)
    }
}
