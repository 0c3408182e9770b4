import CoordinatorCore
import ModelBundle
import Testing
import Timekeeping
import Wire
import ZeroMQ

@testable import Runtime

@Suite struct LimitsTests {
    @Test func `a bundle's payload limit is the protocol's`() {
        #expect(BundleLimits.payloadByteCount == Wire.Limits.latentPayloadByteCount)
    }
    @Test
    func `every session a coordinator may be told to take has an identity, and strangers too`() {
        var identities = PeerIdentities(allowances: .standard)
        func isHeard(_ side: PeerSide, _ number: UInt32) -> Bool {
            let sender = identities.sender(
                side, .generated(number), at: .milliseconds(1), descriptor: { nil },
                delivered: { _ in })
            if case .heard = sender { return true }
            return false
        }
        for number in 0..<UInt32(Runtime.Limits.devices + 16) {
            #expect(isHeard(.device, number))
        }
        #expect(isHeard(.worker, 9_999))
    }
}
