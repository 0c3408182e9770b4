import EdgeCore
import Failsafe
import Randomness
import SansIO
import Testing
import Timekeeping
import Wire

@testable import Runtime

@Suite struct RecordedInputTests {
    private static let inputs: [EdgeInput] = [
        .start, .wake, .shutdown, .malformedFrame,
        .captured(CaptureID(9), at: Instant(nanoseconds: .max)),
        .headFinished(
            CaptureID(1), localPlan: PlanValues(steps: [1, -0.0, .infinity], beliefs: [])),
        .headFinished(CaptureID(1), localPlan: nil), .headFailed(CaptureID(2)),
        .encoded(
            CaptureID(3),
            EncodedLatent(
                codec: 2, multiplier: 256, reference: CaptureID(2), elementCount: 1_152,
                latentByteCount: 400, stateByteCount: 16, payloadChecksum: .max),
            payload: PayloadID(77)),
        .encodeFailed(CaptureID(4)),
        .received(
            Envelope(
                epoch: 5, sequence: 6,
                message: .heartbeat(Heartbeat(origin: 1, receive: 2, transmit: 3)))),
        .planArrived(plan, .corrupted),
        .planArrived(plan, .values(PlanValues(steps: [1, 2, 3, 4], beliefs: [0.5]))),
        .pictured(CaptureID(7), checksum: 0xfeed), .tick(nil),
        .pictureFailed(CaptureID(8), .stalled), .pictureFailed(CaptureID(8), .repeats),
        .pictureFailed(CaptureID(8), .timeJumps), .pictureFailed(CaptureID(8), .misshapen),
        .actuators(refuse: true), .actuators(refuse: false),
        .connectionOpened(1), .connectionClosed(2), .tick(Odometry(speed: 3.25, yawRate: -0.0)),
        .operatorCommand(.arm), .operatorCommand(.disarm),
        .operatorCommand(.release(Release(epoch: 1, standstill: 2))),
        .operatorCommand(.emergencyStop), .operatorCommand(.emergencyStopCleared),
        .operatorCommand(.localReset),
    ]
    private static let plan = Envelope(
        epoch: 5, sequence: 7,
        message: .plan(
            PlanHeader(
                captureStamp: 1, latentSequence: 2, queueTime: .zero, computeTime: .zero,
                firstStep: .milliseconds(100), step: .milliseconds(100), stepCount: 25,
                channelCount: 4, beliefCount: 3, modelVersion: 1, payloadChecksum: 0,
                reference: nil)))

    @Test(arguments: inputs) func `every input is read as it was`(input: EdgeInput) throws {
        let recorded = RecordedInput(number: 12, input: input)
        #expect(RecordedInput(recorded.bytes) == recorded)
    }
    @Test func `numbers that are none are read bit for bit`() throws {
        let odd = Double(bitPattern: 0x7ff8_0000_0000_1234)
        let bytes = RecordedInput(
            number: 1, input: .tick(Odometry(speed: odd, yawRate: .nan))
        ).bytes
        guard case .tick(let reading?)? = RecordedInput(bytes)?.input else {
            Issue.record("it is a tick")
            return
        }
        #expect(reading.speed.bitPattern == odd.bitPattern)
    }
    @Test(arguments: inputs) func `no part of an input is one, and no longer one`(
        input: EdgeInput
    ) {
        let bytes = RecordedInput(number: 12, input: input).bytes
        for count in 0..<bytes.count { #expect(RecordedInput(Array(bytes.prefix(count))) == nil) }
        #expect(RecordedInput(bytes + [0]) == nil)
    }
    @Test(arguments: inputs) func `a flipped bit is another input or none, and never a trap`(
        input: EdgeInput
    ) {
        let recorded = RecordedInput(number: 12, input: input)
        for index in recorded.bytes.indices {
            for bit in 0..<8 {
                var bytes = recorded.bytes
                bytes[index] ^= 1 << bit
                #expect(RecordedInput(bytes)?.bytes != recorded.bytes, "zero has two signs")
            }
        }
    }
}
