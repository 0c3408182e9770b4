import SansIO
import Timekeeping

/// Streams and their requests: their coming, their waiting and the end of those that nobody ran.
extension Batcher {
    mutating func open(_ slot: StreamSlot, _ profile: StreamProfile) {
        precondition(
            profile.model.index < configuration.modelLimit && profile.tenant.index < served.count,
            "a stream's model and tenant have places")
        var stream = streams[slot.index]
        precondition(
            stream.waiting < 0 || Int(stream.model) == profile.model.index,
            "a stream changes its model only while nothing of it waits")
        if stream.isOpen { forget(slot.index) }
        models[profile.model.index].streams[profile.network.index] += 1
        models[profile.model.index].streamCount += 1
        stream.isOpen = true
        stream.model = UInt8(profile.model.index)
        stream.requestClass = UInt8(profile.requestClass.rawValue)
        stream.network = UInt8(profile.network.index)
        stream.tenant = UInt8(profile.tenant.index)
        streams[slot.index] = stream
        let period = pacedPeriod(profile)
        pacer.streams[slot.index].period = period
        own[ownPlace(stream)] += ownRate(slot.index)
        let model = profile.model.index
        if models[model].streamCount == 1 { models[model].period = period }
        if models[model].period != period { models[model].misfits += 1 }
    }
    /// In nanoseconds; 0 for none, or one that nothing could keep.
    private func pacedPeriod(_ profile: StreamProfile) -> UInt64 {
        guard let period = profile.period, Limits.pacedPeriods.contains(period) else { return 0 }
        return UInt64(period.nanoseconds)
    }
    /// Takes a stream out of what is expected to come.
    private mutating func forget(_ slot: Int) {
        let stream = streams[slot]
        models[Int(stream.model)].streams[Int(stream.network)] -= 1
        models[Int(stream.model)].streamCount -= 1
        own[ownPlace(stream)] -= ownRate(slot)
        if models[Int(stream.model)].period != pacer.streams[slot].period {
            models[Int(stream.model)].misfits -= 1
        }
    }
    private func ownPlace(_ stream: StreamState) -> Int {
        Int(stream.model) * RequestClass.allCases.count + Int(stream.requestClass)
    }
    /// Requests a second at the stream's own period, in 1/1,024.
    private func ownRate(_ slot: Int) -> Int64 {
        let period = pacer.streams[slot].period
        return period > 0 ? 1_024_000_000_000 / Int64(clamping: period) : 0
    }
    mutating func close(_ slot: StreamSlot) {
        let stream = streams[slot.index]
        guard stream.isOpen else { return }
        if stream.waiting >= 0 { resolve(Int(stream.waiting), .withdrawn) }
        if stream.running > 0 {
            for worker in workers.indices {
                for place in 0..<(workers[worker]?.memberCount ?? 0) {
                    guard let record = record(of: member(place, of: WorkerSlot(worker))),
                        Int(record.stream) == slot.index
                    else { continue }
                    resolve(record.id.index, .withdrawn)
                }
            }
        }
        forget(slot.index)
        streams[slot.index] = StreamState()
        pacer.streams[slot.index] = Pacer.Stream()
    }

    mutating func admit(_ request: Request, at now: Instant) {
        let (place, slot) = (request.id.index, request.stream.index)
        precondition(!records[place].isOpen, "a request's slot is free when it arrives")
        precondition(streams[slot].isOpen, "a stream is open when it asks")
        counts.arrivals += 1
        let model = Int(streams[slot].model)
        meter.count(model)
        noteReturn(slot, model, at: now)
        let stream = streams[slot]
        if counts.arrivals % SchedulingPolicy.measuredUplinks == 0 {
            uplinks[Int(stream.network)].record(now - request.capture)
        }
        // Nothing was captured after it arrived, whatever a clock says.
        let capture = min(request.capture, now)
        // Who asks again with each plan keeps no period, whatever it said: asked to keep one, it
        // would skip captures that a worker is free for. So each has to show first that it does.
        if stream.keepsPeriod,
            let pacing = pacer.pacing(
                slot, Int(stream.requestClass), model, capture: capture, at: now)
        {
            outputs.append(.pace(request.stream, pacing))
        }
        if let end = obstacle(to: request, capture, stream, at: now) {
            if end != .superseded { noteMiss(slot) }
            return announce(request.id, end)
        }
        if stream.waiting >= 0 {
            noteMiss(slot)
            resolve(Int(stream.waiting), .superseded)
        }
        queue(request, capture)
    }
    private mutating func queue(_ request: Request, _ capture: Instant) {
        let (place, slot) = (request.id.index, request.stream.index)
        var stream = streams[slot]
        stream.newest = capture.nanoseconds
        stream.turn &+= 1
        guard counts.queued < configuration.queueLimit else {
            stream.noteMiss()
            streams[slot] = stream
            return announce(request.id, .queueFull)
        }
        stream.waiting = Int32(place)
        streams[slot] = stream
        records[place] = RequestRecord(
            id: request.id, stream: Int32(slot), isOpen: true, dispatches: 0,
            model: stream.model, turn: stream.turn, holder: 0,
            deadline: request.deadline.nanoseconds)
        insert(request.id, stream, deadline: request.deadline.nanoseconds)
    }
    /// A stream asks again after its plan: by its period, or because it has it.
    private mutating func noteReturn(_ slot: Int, _ model: Int, at now: Instant) {
        let (asked, planned) = (streams[slot].asked, streams[slot].planned)
        streams[slot].asked = now.nanoseconds
        let (period, cycle) = (pacer.streams[slot].period, now.nanoseconds - asked)
        let isSlow = asked > 0 && cycle >= period - period / 4
        guard planned > 0, let fastest = models[model].fastest else {
            if isSlow { streams[slot].noteRhythm(keepsPeriod: true) }
            return
        }
        streams[slot].planned = 0
        let keepsPeriod = period > UInt64(clamping: fastest) && isSlow
        let gap = Int64(clamping: now.nanoseconds - planned)
        let isPrompt = !keepsPeriod && gap <= fastest / 2
        models[model].returns.note(.nanoseconds(gap), isPrompt: isPrompt)
        if isPrompt || isSlow { streams[slot].noteRhythm(keepsPeriod: !isPrompt) }
    }
    private mutating func obstacle(
        to request: Request, _ capture: Instant, _ stream: StreamState, at now: Instant
    ) -> Resolution? {
        if isDraining { return .draining }
        if capture.nanoseconds < stream.newest { return .superseded }
        let model = Int(stream.model)
        guard let fastest = models[model].fastest ?? suspected(model) else { return .noWorker }
        let end = hopelessness(
            of: request.deadline.nanoseconds, Int(stream.network), fastest: fastest, at: now)
        if end == .budgetTooShort { relaxUntested(model, at: now) }
        return end
    }

    /// With none but suspect workers a request waits: one may be back sooner than a device is
    /// helped by asking again.
    private func suspected(_ model: Int) -> Int64? {
        let mayReturn = workers.indices.contains {
            workers[$0]?.activity == .suspect && workers[$0]?.isDraining == false
                && runs($0, model)
        }
        return mayReturn ? 0 : nil
    }

    mutating func withdraw(_ id: RequestID) {
        guard let record = record(of: id) else { return }
        resolve(record.id.index, .withdrawn)
    }

    /// Gives a request whose worker failed it back to the queue, or ends it; one that no other
    /// worker can finish in time stays where it is if `isSuspect`: its late result may be of use.
    mutating func requeue(
        _ id: RequestID, heldBy number: UInt64, isSuspect: Bool, at now: Instant
    ) {
        guard let record = record(of: id), record.holder == number else { return }
        let (place, slot) = (id.index, Int(record.stream))
        guard streams[slot].waiting < 0 else {
            return isSuspect ? () : resolve(place, .superseded)
        }
        // Without any worker left the request waits for one: a restart takes less than some
        // budgets.
        let fastest = models[Int(record.model)].fastest ?? 0
        let slack = Int64(clamping: record.deadline) - Int64(clamping: now.nanoseconds) - fastest
        let odds = networks[Int(streams[slot].network)].odds(slack)
        guard odds >= SchedulingPolicy.redispatchOdds,
            record.dispatches < Limits.dispatchesPerRequest, record.model == streams[slot].model,
            counts.queued < configuration.queueLimit
        else {
            guard !isSuspect else { return }
            noteMiss(slot)
            return resolve(place, .workerLost)
        }
        records[place].holder = 0
        counts.running -= 1
        streams[slot].running -= 1
        counts.requeued += 1
        enqueue(place)
    }

    mutating func expireHopeless(at now: Instant) {
        for model in models.indices {
            // The estimate may be relaxed on the way, so it is asked again for each.
            while let first = models[model].queue.first {
                let end = hopelessness(
                    of: first.deadline, Int(first.network),
                    fastest: models[model].fastest ?? 0, at: now)
                guard let end else { break }
                noteMiss(Int(records[Int(first.slot)].stream))
                resolve(Int(first.slot), end)
                if end == .budgetTooShort { relaxUntested(model, at: now) }
            }
        }
    }
    /// Why a request with this deadline cannot be answered in time, or nil if it can.
    private func hopelessness(
        of deadline: UInt64, _ network: Int, fastest: Int64, at now: Instant
    ) -> Resolution? {
        if now.nanoseconds > deadline { return .budgetSpent }
        let slack = Int64(clamping: deadline - now.nanoseconds)
        return slack < fastest + least[network] ? .budgetTooShort : nil
    }

    // MARK: Shared

    /// Lets a request that a worker held wait again.
    private mutating func enqueue(_ place: Int) {
        let record = records[place]
        streams[Int(record.stream)].waiting = Int32(place)
        insert(record.id, streams[Int(record.stream)], deadline: record.deadline)
    }
    private mutating func insert(_ id: RequestID, _ stream: StreamState, deadline: UInt64) {
        let boost = 16 + UInt32(stream.misses) * SchedulingPolicy.missBoost
        models[Int(stream.model)].queue.insert(
            RequestQueue.Entry(
                deadline: deadline, slot: id.slot,
                weight: UInt16(SchedulingPolicy.weights[Int(stream.requestClass)] * boost / 16),
                network: stream.network, tenant: stream.tenant))
        counts.queued += 1
    }
    /// Ends a request that waits or runs.
    mutating func resolve(_ place: Int, _ resolution: Resolution) {
        let record = records[place]
        if record.holder == 0 {
            leave(record)
        } else {
            counts.running -= 1
            streams[Int(record.stream)].running -= 1
        }
        records[place].isOpen = false
        announce(record.id, resolution)
    }
    /// Takes a waiting request out of its queue.
    mutating func leave(_ record: RequestRecord) {
        let model = Int(record.model)
        models[model].queue.remove(deadline: record.deadline, slot: record.id.slot)
        lastHope = .origin
        if models[model].queue.count == 0 { models[model].waitEnd = nil }
        streams[Int(record.stream)].waiting = -1
        counts.queued -= 1
    }
    mutating func noteMiss(_ stream: Int) { streams[stream].noteMiss() }
}
