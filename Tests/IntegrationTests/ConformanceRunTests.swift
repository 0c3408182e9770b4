import Testing
import Timekeeping
import Wire

@testable import tombolo

/// The judge itself: what it calls OK, NON-STRICT and FAILED, in virtual time.
@Suite struct ConformanceRunTests {
    private static let greeting = """
        {"connect": "device"}, {"send": {"message": "hello", "as": "hello"}, "peer": "device"},
        {"expect": {"message": "welcome", "fields": {"sequence": 0, "credit": {"min": 1, "max": 2}},
          "as": "welcome"}, "peer": "device", "within": 500, "strictly": 100}
        """
    private static let latent = """
        {"send": {"message": "latent", "as": "latent"}, "peer": "device"},
        {"expect": [{"message": "outcome", "fields": {"latentSequence": "$latent.sequence",
          "captureStamp": "$latent.captureStamp"}}, {"message": "drain", "verdict": "NON-STRICT"}],
          "peer": "device"}
        """
    private static let welcome = Message.welcome(
        Welcome(heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600), credit: 2))
    private static func outcome(_ stamp: UInt64, _ sequence: UInt64) -> Message {
        .outcome(
            Outcome(
                captureStamp: stamp, latentSequence: sequence, fate: .rejected, cause: .noWorker,
                reference: nil))
    }

    @Test func `an endpoint that answers is OK`() throws {
        var rehearsal = try Rehearsal(Self.greeting + "," + Self.latent)
        let hello = try #require(rehearsal.sent.last?.envelope)
        #expect(hello.sequence == 0 && hello.message.kind == .hello)
        rehearsal.say(Self.welcome)
        let latent = try #require(rehearsal.sent.last?.envelope)
        guard case .latent(let header) = latent.message else {
            throw CaseError.missing("latent", in: "")
        }
        #expect(latent.sequence == 1)
        // Four numbers of state, a layout's byte, and four bits for each of sixteen channels.
        #expect(rehearsal.messages.last?[1].count == 16 + 1 + 8)
        rehearsal.say(Self.outcome(header.captureStamp, 1))
        rehearsal.end()
        #expect(rehearsal.verdict == .ok, "\(rehearsal.remarks)")
    }
    @Test func `silence is FAILED and says what was expected`() throws {
        var rehearsal = try Rehearsal(Self.greeting)
        rehearsal.pass(499)
        #expect(rehearsal.verdict == nil)
        rehearsal.pass(1)
        #expect(rehearsal.verdict == .failed)
        #expect(rehearsal.remarks.contains("step 3 expected welcome"))
        #expect(rehearsal.remarks.contains("nothing came within 500 ms"))
        #expect(
            rehearsal.run.result?.transcript.contains { $0.contains("device > hello 0") } == true)
    }
    @Test func `a late answer is NON-STRICT`() throws {
        var rehearsal = try Rehearsal(Self.greeting)
        rehearsal.pass(200)
        rehearsal.say(Self.welcome)
        rehearsal.end()
        #expect(rehearsal.verdict == .nonStrict)
        #expect(rehearsal.remarks.contains("came after 200 ms, not 100 ms"))
    }
    @Test func `an early answer is FAILED where it must not come before`() throws {
        let goodbye = """
            , {"expect": {"message": "goodbye"}, "peer": "device", "notBefore": 100}
            """
        var rehearsal = try Rehearsal(Self.greeting + goodbye)
        rehearsal.say(Self.welcome)
        rehearsal.pass(50)
        rehearsal.say(.goodbye(Goodbye(reason: .finished)))
        rehearsal.end()
        #expect(rehearsal.verdict == .failed && rehearsal.remarks.contains("it came after 50 ms"))
    }
    @Test func `another field, sequence or epoch is FAILED and named`() throws {
        for (change, words) in [
            ("credit", "credit is 9, not 2 or less"), ("sequence", "the first frame has 0"),
            ("epoch", "the session's is"),
        ] {
            var rehearsal = try Rehearsal(Self.greeting)
            var terms = Welcome(
                heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600), credit: 2)
            if change == "credit" { terms.credit = 9 }
            if change == "sequence" { rehearsal.sequence = 3 }
            rehearsal.say(.welcome(terms), epoch: change == "epoch" ? 77 : nil)
            rehearsal.end()
            #expect(rehearsal.verdict == .failed, "\(change)")
            #expect(rehearsal.remarks.contains(words), "\(rehearsal.remarks)")
        }
    }
    @Test func `a frame that does not grow is FAILED`() throws {
        var rehearsal = try Rehearsal(Self.greeting + ", {\"wait\": 300}")
        rehearsal.say(Self.welcome)
        rehearsal.say(.heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 5)))
        rehearsal.sequence = 1
        rehearsal.say(.heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 6)))
        rehearsal.end()
        #expect(rehearsal.verdict == .failed)
        #expect(rehearsal.remarks.contains("its sequence is 1 after 1 (section 3)"))
    }
    @Test func `bytes that are no frame, and payload parts too many, are FAILED`() throws {
        var rehearsal = try Rehearsal(Self.greeting)
        rehearsal.feed(.received(1, [[1, 2, 3]]))
        rehearsal.end()
        #expect(rehearsal.verdict == .failed && rehearsal.remarks.contains("truncated"))
        rehearsal = try Rehearsal(Self.greeting)
        let control = FrameEncoder.encode(
            Envelope(epoch: rehearsal.epoch, sequence: 0, message: Self.welcome),
            payloadByteCount: 0)
        rehearsal.feed(.received(1, [control, [1]]))
        rehearsal.end()
        #expect(rehearsal.verdict == .failed && rehearsal.remarks.contains("section 2"))
    }
    @Test func `an answer to something else is FAILED, and one let pass is NON-STRICT`() throws {
        var rehearsal = try Rehearsal(Self.greeting + "," + Self.latent)
        rehearsal.say(Self.welcome)
        rehearsal.say(Self.outcome(12, 1))
        rehearsal.end()
        #expect(rehearsal.verdict == .failed)
        #expect(rehearsal.remarks.contains("captureStamp is 12, not 1000000000"))
        rehearsal = try Rehearsal(Self.greeting + "," + Self.latent)
        rehearsal.say(Self.welcome)
        rehearsal.say(.drain)
        rehearsal.end()
        #expect(rehearsal.verdict == .nonStrict)
    }
    @Test func `a message too many is FAILED, now and at the end`() throws {
        let nothing = ", {\"expectNothing\": [], \"peer\": \"device\", \"for\": 100}"
        for (steps, isLate) in [(nothing, false), (", {\"wait\": 100}", false), (nothing, true)] {
            var rehearsal = try Rehearsal(Self.greeting + steps)
            rehearsal.say(Self.welcome)
            if isLate { rehearsal.pass(150) }
            rehearsal.say(Self.outcome(0, 9))
            rehearsal.end()
            // What comes after the end harms nobody.
            #expect(rehearsal.verdict == (isLate ? .ok : .failed), "\(rehearsal.remarks)")
        }
    }
    @Test func `heartbeats are skipped, unless one is expected`() throws {
        var rehearsal = try Rehearsal(
            Self.greeting + """
                , {"expect": {"message": "heartbeat", "fields": {"origin": 5,
                   "receive": {"max": "$this.transmit"}}}, "peer": "device"}
                """)
        rehearsal.say(Self.welcome)
        rehearsal.say(.heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 5)))
        #expect(rehearsal.verdict == nil)
        rehearsal.say(.heartbeat(Heartbeat(origin: 5, receive: 9, transmit: 8)))
        #expect(rehearsal.verdict == nil)
        rehearsal.say(.heartbeat(Heartbeat(origin: 5, receive: 7, transmit: 8)))
        rehearsal.end()
        #expect(rehearsal.verdict == .ok, "\(rehearsal.remarks)")
    }
    @Test func `a peer keeps its session alive and echoes stamps`() throws {
        var rehearsal = try Rehearsal(Self.greeting + ", {\"wait\": 1000}")
        rehearsal.say(Self.welcome)
        rehearsal.pass(50)
        rehearsal.say(.heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 42)))
        rehearsal.pass(900)
        let beats = rehearsal.sent.filter { $0.envelope.message.kind == .heartbeat }
        #expect((8...10).contains(beats.count))
        guard case .heartbeat(let last) = beats.last?.envelope.message else { return }
        #expect(last.origin == 42 && last.receive == 1_050_000_000)
        #expect(last.transmit > last.receive)
    }
    @Test func `the runner leaves its sessions before the next case begins`() throws {
        var rehearsal = try Rehearsal(Self.greeting)
        rehearsal.say(Self.welcome)
        #expect(rehearsal.sent.suffix(2).map(\.envelope.message.kind) == [.goodbye, .heartbeat])
        #expect(rehearsal.verdict == nil)
        rehearsal.say(
            .refuse(
                Refuse(
                    reason: .unknownSession, retryAfter: .zero, acceptedMajor: 1,
                    acceptedMinor: 0, acceptedBundle: nil)))
        #expect(rehearsal.verdict == .ok)
    }
    @Test func `a case that is wrong says so`() throws {
        let latent = """
            , {"send": {"message": "latent", "fields": {"stream": "$no.one"}}, "peer": "device"}
            """
        var rehearsal = try Rehearsal(Self.greeting + latent)
        rehearsal.say(Self.welcome)
        rehearsal.end()
        #expect(rehearsal.verdict == .failed)
        #expect(rehearsal.remarks.contains("the case is wrong: no earlier step saved 'no.one'"))
    }
}

/// Where the runner is the coordinator.
@Suite struct ConformanceCoordinatorRunTests {
    private static let accept = "{\"accept\": \"worker\"}"
    private static let register = Message.register(
        Register(
            name: "w", bundle: BundleID(bytes: [UInt8](repeating: 9, count: 32)) ?? BundleID.zero,
            batchLimit: 4, serviceTimes: []))

    @Test func `who is in another session is told so, and a greeting begins one`() throws {
        var rehearsal = try Rehearsal(Self.accept, role: .worker)
        rehearsal.sequence = 40
        rehearsal.say(
            .heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 1)), epoch: 6, link: 30)
        let refusal = try #require(rehearsal.sent.last?.envelope)
        guard case .refuse(let refuse) = refusal.message else {
            Issue.record("\(refusal)")
            return
        }
        #expect(refuse.reason == .unknownSession && refusal.epoch == 6)
        rehearsal.sequence = 0
        rehearsal.say(Self.register, epoch: 7, link: 31)
        #expect(rehearsal.sent.last?.envelope.message.kind == .welcome)
        #expect(rehearsal.sent.last?.envelope.epoch == 7)
        #expect(rehearsal.verdict == .ok, "\(rehearsal.remarks)")
    }
    @Test func `a batch's result is held against it`() throws {
        let steps =
            Self.accept + """
                , {"send": {"message": "batch", "fields": {"members": [{"member": 5}, {"member": 6,
                   "damage": true}]}, "as": "batch"}, "peer": "worker"},
                {"expect": {"message": "batchResult", "fields": {"batch": "$batch.sequence",
                   "members": [{"member": 5, "status": "ok"},
                     {"member": 6, "status": "malformed"}]}},
                   "peer": "worker"}
                """
        for (status, checksumFault, verdict) in [
            (ResultStatus.malformed, UInt32(0), ConformanceResult.Verdict.ok),
            (.failed, 0, .failed), (.malformed, 1, .failed),
        ] {
            var rehearsal = try Rehearsal(steps, role: .worker)
            rehearsal.say(Self.register, epoch: 7, link: 31)
            let batch = try #require(rehearsal.messages.last)
            #expect(batch.count == 3 && batch[1] != batch[2])
            let plan = PayloadNumbers.bytes([1, 2])
            func member(
                _ number: UInt64, _ status: ResultStatus, _ size: Int, _ checksum: UInt32
            ) -> CaseValue {
                .object([
                    "member": .number(number), "status": .text("\(status)"),
                    "payloadByteCount": .number(UInt64(size)),
                    "payloadChecksum": .number(UInt64(checksum)),
                ])
            }
            var values = rehearsal.run.setting.defaults["batchResult"] ?? [:]
            for key in ["stepCount", "channelCount", "beliefCount"] { values[key] = .number(1) }
            values["batch"] = .number(rehearsal.sent.last?.envelope.sequence ?? 0)
            values["members"] = .list([
                member(5, .ok, 8, CRC32C.checksum(plan) ^ checksumFault), member(6, status, 0, 0),
            ])
            try rehearsal.say("batchResult", values, payloads: [plan, []], epoch: 7, link: 31)
            rehearsal.end()
            #expect(rehearsal.verdict == verdict, "\(rehearsal.remarks)")
        }
    }
}

extension BundleID {
    /// A bundle for places that need one and never look at it.
    fileprivate static var zero: BundleID {
        guard let zero = BundleID(bytes: [UInt8](repeating: 0, count: byteCount)) else {
            preconditionFailure("32 bytes are a bundle")
        }
        return zero
    }
}
