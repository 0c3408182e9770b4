import Testing
import Timekeeping

@Suite struct DigestTests {
    @Test func `bytes fold as FNV-1a says`() {
        var digest = Digest()
        #expect(digest.value == 0xcbf2_9ce4_8422_2325)
        digest.fold(bytes: Array("foobar".utf8))
        // Test vector of the FNV reference: 64-bit FNV-1a of "foobar".
        #expect(digest.value == 0x8594_4171_f739_67e8)
    }
    @Test func `order matters`() {
        var (first, second) = (Digest(), Digest())
        first.fold(1)
        first.fold(2)
        second.fold(2)
        second.fold(1)
        #expect(first != second)
    }
}
