/// Which cell serves which device: rendezvous hashing with bounded load.
///
/// A device goes to the cell that it prefers (`CellRanking`) of those that have room. A cell has
/// room for `Limits.loadPercent` of its share of all devices by capacity, rounded up (Mirrokni,
/// Thorup and Zadimoghaddam, 2018): hashing alone leaves some cell too full. Where nobody keeps
/// such a map, coordinators that turn devices away when they are full do the same.
///
/// It is a function of what happened, in the order in which it did: no clock, no chance, no
/// dictionary's order. Tests: `CellMapTests`.
public struct CellMap: Sendable {
    private struct Entry: Sendable {
        let cell: Cell
        let key: UInt64
        /// The devices it serves, in the order in which they came.
        var members: [String] = []

        init(_ cell: Cell) {
            self.cell = cell
            key = StableHash.key(of: cell.name)
        }
    }
    private var entries: [Entry]
    private var homes: [String: String] = [:]
    private var capacity: Int
    private let expected: Int

    /// Cells without devices; each has a name of its own and a capacity of at least 1. Bounds are
    /// those of `expected` devices until there are more: the first to come would else be dealt out
    /// evenly, wherever they hash to.
    public init(cells: [Cell], expected: Int) {
        precondition(
            !cells.isEmpty && cells.allSatisfy { $0.capacity >= 1 }
                && Set(cells.map(\.name)).count == cells.count,
            "cells have names of their own and some capacity")
        self.expected = expected
        entries = cells.map { Entry($0) }
        capacity = cells.reduce(0) { $0 + $1.capacity }
    }

    /// The cells, in the order in which they came.
    public var cells: [Cell] { entries.map(\.cell) }
    /// Devices that have a cell.
    public var deviceCount: Int { homes.count }
    /// The name of the cell that serves `device`; nil if none does.
    public func cell(of device: String) -> String? { homes[device] }
    /// The devices that `cell` serves; zero for one that is not there.
    public func load(of cell: String) -> Int {
        place(of: cell).map { entries[$0].members.count } ?? 0
    }
    /// The most devices that `cell` takes while there are as many as now, or as are expected.
    public func bound(of cell: String) -> Int {
        place(of: cell).map { bound(of: $0, devices: homes.count) } ?? 0
    }

    /// Gives `device` a cell, unless it has one, and names it.
    @discardableResult
    public mutating func place(_ device: String) -> String {
        if let home = homes[device] { return home }
        return settle(device, devices: homes.count + 1)
    }
    /// `device` is gone. Nobody moves for that: a move costs a device its session. A cell may then
    /// hold more than its bound; it takes nobody until it does not.
    public mutating func leave(_ device: String) {
        guard let home = homes.removeValue(forKey: device), let place = place(of: home) else {
            return
        }
        entries[place].members.removeAll { $0 == device }
    }
    /// A cell comes. Devices that prefer it move to it, up to its bound, and those that others hold
    /// beyond theirs, which are smaller now; nobody else does.
    ///
    /// - Returns: the moves, in the order in which they were made.
    public mutating func add(_ cell: Cell) -> [CellMove] {
        precondition(cell.capacity >= 1 && place(of: cell.name) == nil, "a new cell has some room")
        entries.append(Entry(cell))
        capacity += cell.capacity
        var moves: [CellMove] = []
        for place in entries.indices.dropLast() { moves += attract(from: place) }
        for place in entries.indices { moves += shed(from: place) }
        return moves
    }
    /// A cell goes. Its devices move, each to the cell that it prefers of those with room; nobody
    /// else does. The last cell stays.
    public mutating func remove(_ cell: String) -> [CellMove] {
        guard entries.count > 1, let place = place(of: cell) else { return [] }
        let gone = entries.remove(at: place)
        capacity -= gone.cell.capacity
        let devices = homes.count
        return gone.members.map { device in
            CellMove(device: device, from: cell, to: settle(device, devices: devices))
        }
    }

    private func place(of cell: String) -> Int? { entries.firstIndex { $0.cell.name == cell } }
    private func bound(of place: Int, devices: Int) -> Int {
        let (whole, part) = (100 * capacity, Limits.loadPercent * entries[place].cell.capacity)
        return (max(devices, expected) * part + whole - 1) / whole
    }
    private func score(_ device: UInt64, _ place: Int) -> Double {
        CellRanking.score(of: device, in: entries[place].cell, key: entries[place].key)
    }
    /// To the preferred cell of those with room, of which there always is one: all bounds together
    /// are more than all devices.
    private mutating func settle(_ device: String, devices: Int) -> String {
        let key = StableHash.key(of: device)
        var best: (place: Int, score: Double)?
        for place in entries.indices
        where entries[place].members.count < bound(of: place, devices: devices) {
            let score = score(key, place)
            if let known = best, known.score >= score { continue }
            best = (place, score)
        }
        guard let best else { preconditionFailure("some cell has room") }
        entries[best.place].members.append(device)
        homes[device] = entries[best.place].cell.name
        return entries[best.place].cell.name
    }
    /// Moves the devices of `place` that prefer the newest cell, while that has room.
    private mutating func attract(from place: Int) -> [CellMove] {
        let newest = entries.count - 1
        var room = bound(of: newest, devices: homes.count) - entries[newest].members.count
        var moves: [CellMove] = []
        var staying: [String] = []
        for device in entries[place].members {
            let key = StableHash.key(of: device)
            guard room > 0, score(key, newest) > score(key, place) else {
                staying.append(device)
                continue
            }
            room -= 1
            let name = entries[newest].cell.name
            entries[newest].members.append(device)
            homes[device] = name
            moves.append(CellMove(device: device, from: entries[place].cell.name, to: name))
        }
        entries[place].members = staying
        return moves
    }
    /// Moves the latest devices of `place` that are beyond its bound.
    private mutating func shed(from place: Int) -> [CellMove] {
        let excess = entries[place].members.count - bound(of: place, devices: homes.count)
        guard excess > 0 else { return [] }
        let devices = entries[place].members.suffix(excess)
        entries[place].members.removeLast(excess)
        let (from, count) = (entries[place].cell.name, homes.count)
        return devices.map { device in
            CellMove(device: device, from: from, to: settle(device, devices: count))
        }
    }
}
