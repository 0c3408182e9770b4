/// When each of many devices wants to be looked at: a wheel of milliseconds. Setting a time and
/// taking what is due cost the same however many there are.
struct WakeWheel {
    private var slots = [[Int32]](repeating: [], count: LoadLimits.wheelSlots)
    /// The millisecond each device is in the wheel for; 0 is none.
    private var places: [UInt64]
    private(set) var tick: UInt64

    /// An empty wheel for `count` devices that stands at millisecond `tick`, above zero.
    init(count: Int, tick: UInt64) {
        places = Array(repeating: 0, count: count)
        self.tick = tick
    }

    /// Wakes `device` at `wanted` at the latest; what is further away than the wheel is long wakes
    /// it earlier, and it asks again.
    mutating func set(_ device: Int, at wanted: UInt64) {
        let place = min(max(wanted, tick + 1), tick + UInt64(slots.count) - 1)
        guard places[device] == 0 || place < places[device] else { return }
        places[device] = place
        slots[Int(place % UInt64(slots.count))].append(Int32(clamping: device))
    }
    /// Moves on by one millisecond and moves who is due then into `due`.
    mutating func advance(into due: inout [Int32]) {
        tick += 1
        let slot = Int(tick % UInt64(slots.count))
        due.removeAll(keepingCapacity: true)
        for device in slots[slot] where places[Int(device)] == tick {
            places[Int(device)] = 0
            due.append(device)
        }
        slots[slot].removeAll(keepingCapacity: true)
    }
}
