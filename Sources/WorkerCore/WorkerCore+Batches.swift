import SansIO
import Session
import Timekeeping
import Wire

/// Batches: taken in, run one at a time, and answered.
extension WorkerCore {
    /// Takes in a batch and its payloads.
    mutating func take(
        _ batch: Batch, _ envelope: Envelope, _ payloads: [PayloadID], at now: Instant
    ) {
        counts.batches += 1
        counts.received += UInt64(batch.members.count)
        counts.held += batch.members.count
        if let refusal = refusal(of: batch, payloads) {
            release(payloads)
            return turnAway(batch, envelope.sequence, refusal, at: now)
        }
        var next = payloads.startIndex
        let members = batch.members.map { member in
            defer { next += member.links.count + 1 }
            return Work.Member(
                header: member, payloads: Array(payloads[next...next + member.links.count]),
                outcome: nil)
        }
        waiting.append(
            Work(
                epoch: envelope.epoch, batch: envelope.sequence, model: Int(batch.model),
                arrival: now, members: members))
    }
    private func refusal(of batch: Batch, _ payloads: [PayloadID]) -> BatchRefusal? {
        let model = Int(batch.model)
        guard configuration.models.indices.contains(model) else { return .unknownModel }
        let parts = batch.members.reduce(0) { $0 + $1.links.count + 1 }
        if payloads.count != parts { return .wrongPayloads }
        if batch.members.count > configuration.models[model].batchLimit { return .tooLarge }
        return running != nil && waiting.count >= Limits.batchesWaiting ? .busy : nil
    }
    private mutating func turnAway(
        _ batch: Batch, _ number: UInt64, _ refusal: BatchRefusal, at now: Instant
    ) {
        counts.turnedAway += 1
        counts.failed += UInt64(batch.members.count)
        counts.held -= batch.members.count
        outputs.append(.event(.turnedAway(batch: number, refusal)))
        let members = batch.members.map { Self.unanswered($0, .failed) }
        let plan = shape(of: Int(batch.model))
        sendResult(of: number, plan, .zero, members, plans: members.map { _ in nil }, at: now)
    }

    /// Begins the waiting batch once nothing runs; members whose budget is spent are not run.
    mutating func startNext(at now: Instant) {
        // Each round takes one waiting batch away.
        while running == nil, !waiting.isEmpty {
            var work = waiting.removeFirst()
            let alive = work.expire(at: now)
            guard !alive.isEmpty else {
                report(work, computeTime: .zero, at: now)
                continue
            }
            executions += 1
            running = work
            outputs.append(
                .event(.started(execution: executions, batch: work.batch, members: alive.count)))
            outputs.append(
                .execute(Execution(number: executions, model: work.model, members: alive)))
        }
    }
    mutating func finish(_ result: ExecutionResult, at now: Instant) {
        guard var work = running, result.number == executions else {
            preconditionFailure("a result belongs to the execution that runs")
        }
        running = nil
        work.conclude(result.members)
        outputs.append(
            .event(
                .executed(
                    execution: result.number, batch: work.batch, members: result.members.count,
                    computed: result.computeTime)))
        let unsound = result.members.count { $0 == .unsound }
        if unsound > 0 {
            counts.unsound += UInt64(unsound)
            outputs.append(.event(.unsound(batch: work.batch, members: unsound)))
        }
        report(work, computeTime: result.computeTime, at: now)
    }
    /// Drops what waits when its session ends: the coordinator gives it to others.
    mutating func dropWaiting() {
        while let work = waiting.popLast() { orphan(work) }
    }

    /// Sends the result of a batch, unless its session has ended.
    private mutating func report(_ work: Work, computeTime: Interval, at now: Instant) {
        guard session.isEstablished, session.epoch == work.epoch else { return orphan(work) }
        let shape = shape(of: work.model)
        var members: [ResultMember] = []
        var plans: [PayloadID?] = []
        for member in work.members {
            let (result, plan) = conclusion(of: member, shape)
            members.append(result)
            plans.append(plan)
        }
        counts.held -= work.members.count
        sendResult(of: work.batch, shape, computeTime, members, plans: plans, at: now)
        releaseAll(of: work)
    }
    private mutating func orphan(_ work: Work) {
        counts.held -= work.members.count
        counts.orphaned += UInt64(work.members.count)
        outputs.append(.event(.orphaned(batch: work.batch)))
        releaseAll(of: work)
    }
    private mutating func conclusion(
        of member: Work.Member, _ shape: PlanShape
    ) -> (ResultMember, PayloadID?) {
        switch member.outcome {
        case .ran(.ok(let plan, let byteCount, let checksum)) where byteCount == shape.byteCount:
            counts.answered += 1
            let result = ResultMember(
                member: member.header.member, status: .ok, payloadByteCount: byteCount,
                payloadChecksum: checksum)
            return (result, plan)
        // A plan of another size would spoil the whole frame for its receivers.
        case nil, .ran(.failed), .ran(.unsound), .ran(.ok):
            counts.failed += 1
            return (Self.unanswered(member.header, .failed), nil)
        case .ran(.malformed):
            counts.malformed += 1
            return (Self.unanswered(member.header, .malformed), nil)
        case .expired:
            counts.expired += 1
            return (Self.unanswered(member.header, .expired), nil)
        }
    }
    private static func unanswered(_ member: BatchMember, _ status: ResultStatus) -> ResultMember {
        ResultMember(
            member: member.member, status: status, payloadByteCount: 0, payloadChecksum: 0)
    }
    /// What the plans of a model look like. A result describes some plan even where it has none, as
    /// for a model that is not here: the first one's then.
    private func shape(of model: Int) -> PlanShape {
        let models = configuration.models
        return models.indices.contains(model) ? models[model].plan : models.leading.plan
    }
    private mutating func sendResult(
        of batch: UInt64, _ shape: PlanShape, _ computeTime: Interval, _ members: [ResultMember],
        plans: [PayloadID?], at now: Instant
    ) {
        let result = BatchResult(
            batch: batch, computeTime: computeTime, modelVersion: shape.modelVersion,
            firstStep: shape.firstStep, step: shape.step, stepCount: shape.stepCount,
            channelCount: shape.channelCount, beliefCount: shape.beliefCount, members: members)
        send(.batchResult(result), payloads: plans, at: now)
    }

    private mutating func releaseAll(of work: Work) {
        for member in work.members {
            release(member.payloads)
            if case .ran(.ok(let plan, _, _)) = member.outcome { outputs.append(.release(plan)) }
        }
    }
    mutating func release(_ payloads: [PayloadID]) {
        for payload in payloads { outputs.append(.release(payload)) }
    }
}
