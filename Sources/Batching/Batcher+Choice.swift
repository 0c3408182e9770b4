import Timekeeping

/// Which of a model's waiting requests make the batch of a worker that is free.
extension Batcher {
    /// What a batch would be.
    struct Offer {
        /// Members of the batch, at most.
        var size: Int
        /// The sum of what their plans are worth.
        var worth: UInt64
        /// The time the batch takes, in nanoseconds.
        var time: Int64
    }

    /// The size whose batch is worth most: more members make each one later.
    ///
    /// Never worth by the time it takes: that starves what is worth little.
    mutating func offer(_ model: Int, _ worker: Int, at now: Instant) -> Offer? {
        let count = models[model].queue.count
        var best = evaluate(model, min(count, limit(worker, model)), worker, at: now)
        choice.accept(model, end: end(best, at: now))
        var size = best.size
        while size > 1 {
            size = Self.sizeBelow(size)
            let smaller = evaluate(model, size, worker, at: now)
            guard smaller.worth > best.worth || best.worth == 0 else { break }
            best = smaller
            choice.accept(model, end: end(best, at: now))
        }
        return best.worth > 0 ? best : nil
    }
    private func end(_ offer: Offer, at now: Instant) -> Int64 {
        Int64(clamping: now.nanoseconds) + offer.time
    }
    /// Sizes are tried in steps of a quarter to a half.
    private static func sizeBelow(_ size: Int) -> Int {
        let octave = 1 << (Int.bitWidth - 1 - (size - 1).leadingZeroBitCount)
        return size > octave + octave / 2 && octave > 1 ? octave + octave / 2 : octave
    }
    private mutating func evaluate(
        _ model: Int, _ size: Int, _ worker: Int, at now: Instant
    ) -> Offer {
        var offer = Offer(size: size, worth: 0, time: time(worker, model, size))
        offer.worth = choice.evaluate(
            models[model].queue, size, end: end(offer, at: now), odds)
        return offer
    }

    /// Settles who is in the batch, after `offer`.
    ///
    /// Of more requests than the batch takes, those that can wait do so: as many as the workers
    /// will have time for by what they can do beyond the demand. Of the others the ones that are
    /// worth least are set aside. So a burst is served by deadline, and under lasting overload the
    /// freshest go first (Moore and Hodgson's rule, by odds instead of all or nothing).
    mutating func select(_ model: Int, _ offer: Offer, at now: Instant) {
        let count = models[model].queue.count
        let end = end(offer, at: now)
        choice.price(models[model].queue, model, end: end, odds)
        guard offer.size < count else { return choice.runAll(count) }
        let patient = waiting(model, end: end)
        let kept = offer.size * SchedulingPolicy.setAsideBatches
        guard served.count > 1 else {
            return choice.run(
                offer.size, eligible: offer.size + patient, kept: kept, of: count
            ) { _ in true }
        }
        shareSeats(model, offer.size)
        let queue = models[model].queue
        // A tenant all of whose requests are hopeless has no seats, and is settled all the same.
        for tenant in served.indices {
            let seats = choice.seats[tenant]
            let extra = patient * choice.present[tenant] / count
            choice.run(seats, eligible: seats + extra, kept: kept, of: count) {
                Int(queue[$0].tenant) == tenant
            }
        }
    }
    /// How many may go on waiting: what the workers have to spare, for as long as the requests
    /// have.
    private func waiting(_ model: Int, end: Int64) -> Int {
        let spare = max(models[model].capacity - models[model].rate, 0)
        guard spare > 0 else { return 0 }
        var patience: Int64 = 0
        for place in 0..<models[model].queue.count {
            let entry = models[model].queue[place]
            let slack = Int64(clamping: entry.deadline) - end - likely[Int(entry.network)]
            patience += min(max(slack, 0), Self.longestPatience)
        }
        let mean = patience / Int64(max(models[model].queue.count, 1))
        // A second of spare capacity at most, in steps that do not overflow.
        return Int(spare * min(mean, 1_000_000_000) / 1_000_000_000)
    }
    /// In nanoseconds: a deadline so far away that it says nothing, in sums that do not overflow.
    private static let longestPatience: Int64 = 10_000_000_000

    /// Gives the seats of a batch to the tenants: each to the one that was served least for its
    /// share (the virtual token counter of Sheng et al., OSDI 2024).
    private mutating func shareSeats(_ model: Int, _ size: Int) {
        for tenant in served.indices {
            choice.present[tenant] = 0
            choice.seats[tenant] = 0
        }
        for place in 0..<models[model].queue.count where choice.worths[place] > 0 {
            choice.present[Int(models[model].queue[place].tenant)] += 1
        }
        for tenant in served.indices where choice.present[tenant] > 0 {
            // Who comes back after a pause has saved nothing up.
            served[tenant] = max(served[tenant], choice.virtualTime)
        }
        for _ in 0..<size {
            var next: Int?
            for tenant in served.indices where choice.seats[tenant] < choice.present[tenant] {
                if next.map({ served[tenant] < served[$0] }) ?? true { next = tenant }
            }
            guard let next else { return }
            choice.virtualTime = max(choice.virtualTime, served[next])
            choice.seats[next] += 1
            served[next] += UInt64(1_024 / configuration.tenantShares[next])
        }
    }
}
