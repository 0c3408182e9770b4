import CoordinatorCore
import ModelBundle
import Testing
import Wire
import ZeroMQ

@testable import Runtime

@Suite struct LimitsTests {
    @Test func `a bundle's payload limit is the protocol's`() {
        #expect(BundleLimits.payloadByteCount == Wire.Limits.latentPayloadByteCount)
    }
    @Test
    func `every session a coordinator may be told to take has an identity, and strangers too`() {
        var identities = PeerIdentities()
        func part(_ number: Int) -> MessagePart {
            MessagePart(copying: [UInt8(number >> 8), UInt8(number & 0xFF)])
        }
        for number in 0..<(4_096 + 16) {
            #expect(identities.peer(.device, part(number)) != nil)
        }
        #expect(identities.peer(.worker, part(9_999)) != nil)
    }
}
