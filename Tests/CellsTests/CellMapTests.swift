import Cells
import Randomness
import Testing

@Suite struct CellMapTests {
    /// Cells of unequal capacity and devices, drawn.
    private struct Draw {
        var map: CellMap
        let devices: [String]

        init(_ seed: UInt64) {
            var random = Seed(seed).stream("cells")
            let count = random.integer(in: 2..<20)
            let cells = (0..<count).map {
                Cell(name: "cell-\($0)", capacity: random.integer(in: 1..<17))
            }
            devices = (0..<random.integer(in: 1..<1_500)).map { "fleet/car-\($0)" }
            map = CellMap(cells: cells, expected: seed % 2 == 0 ? devices.count : 0)
            for device in devices { map.place(device) }
        }
        var isWithinBounds: Bool {
            map.cells.allSatisfy { map.load(of: $0.name) <= map.bound(of: $0.name) }
        }
        var isComplete: Bool {
            map.cells.reduce(0) { $0 + map.load(of: $1.name) } == devices.count
                && devices.allSatisfy { map.cell(of: $0) != nil }
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `no cell has more than its bound, whatever the capacities`(seed: UInt64) {
        let draw = Draw(seed)
        #expect(draw.isWithinBounds && draw.isComplete, "seed \(seed)")
        let capacity = draw.map.cells.reduce(0) { $0 + $1.capacity }
        for cell in draw.map.cells {
            let share = Double(draw.devices.count * cell.capacity) / Double(capacity)
            #expect(Double(draw.map.bound(of: cell.name)) < share * 1.25 + 1, "seed \(seed)")
        }
    }
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `a cell that goes moves its own devices and nobody else`(seed: UInt64) {
        var draw = Draw(seed)
        let before = draw.devices.map { draw.map.cell(of: $0) }
        let gone = draw.map.cells[draw.map.cells.count / 2].name
        let load = draw.map.load(of: gone)
        let moves = draw.map.remove(gone)
        #expect(moves.count == load && moves.allSatisfy { $0.from == gone }, "seed \(seed)")
        for (device, home) in zip(draw.devices, before) where home != gone {
            #expect(draw.map.cell(of: device) == home, "seed \(seed)")
        }
        #expect(draw.isWithinBounds && draw.isComplete, "seed \(seed)")
    }
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `a cell that comes moves about its share`(seed: UInt64) {
        var draw = Draw(seed)
        let before = draw.devices.map { draw.map.cell(of: $0) }
        let moves = draw.map.add(Cell(name: "new", capacity: 8))
        let changed = zip(draw.devices, before).filter { draw.map.cell(of: $0.0) != $0.1 }
        #expect(changed.count <= moves.count, "seed \(seed)")
        let capacity = draw.map.cells.reduce(0) { $0 + $1.capacity }
        let share = Double(draw.devices.count * 8) / Double(capacity)
        // What prefers the new cell, by five deviations, and what the smaller bounds force: no
        // more than the others had beyond their shares.
        let forced = 0.25 * Double(draw.devices.count)
        let drawn = share + 5 * share.squareRoot() + 2
        let others = moves.count { $0.to != "new" }
        #expect(Double(moves.count - others) <= drawn, "seed \(seed)")
        #expect(Double(others) <= forced, "seed \(seed)")
        #expect(draw.isWithinBounds && draw.isComplete, "seed \(seed)")
    }
    @Test func `of 20 equal cells one that comes moves a twenty-first of the devices`() {
        var map = CellMap(
            cells: (0..<20).map { Cell(name: "cell-\($0)", capacity: 16) }, expected: 10_000)
        for device in 0..<10_000 { map.place("car-\(device)") }
        // By hashing alone, within 10 % of its share: the bound does not bind here.
        for cell in map.cells { #expect((420...580).contains(map.load(of: cell.name))) }
        let moves = map.add(Cell(name: "new", capacity: 16))
        #expect((390...560).contains(moves.count))
        #expect(moves.allSatisfy { $0.to == "new" })
        let back = map.remove("new")
        #expect(back.count == moves.count)
        // Who came from a cell goes back to it.
        let from = Dictionary(uniqueKeysWithValues: moves.map { ($0.device, $0.from) })
        #expect(back.allSatisfy { from[$0.device] == $0.to })
    }
    @Test func `a device that leaves moves nobody, and its place is free again`() {
        var map = CellMap(
            cells: [Cell(name: "a", capacity: 1), Cell(name: "b", capacity: 1)], expected: 8)
        for device in 0..<8 { map.place("car-\(device)") }
        let homes = (0..<8).map { map.cell(of: "car-\($0)") }
        map.leave("car-3")
        map.leave("nobody")
        #expect(map.cell(of: "car-3") == nil && map.deviceCount == 7)
        for device in [0, 1, 2, 4, 5, 6, 7] {
            #expect(map.cell(of: "car-\(device)") == homes[device])
        }
        #expect(map.place("car-3") == map.cell(of: "car-3"))
        #expect(map.place("car-3") == map.cell(of: "car-3") && map.deviceCount == 8)
    }
    @Test func `a device goes to the cell it prefers while that has room, then to its next`() {
        let cells = [Cell(name: "a", capacity: 1), Cell(name: "b", capacity: 1)]
        let lovers = (0..<200).map { "car-\($0)" }
            .filter { CellRanking.order(of: $0, among: cells)[0] == 0 }
        var map = CellMap(cells: cells, expected: 0)
        for device in lovers { map.place(device) }
        #expect(map.load(of: "a") == map.bound(of: "a"))
        #expect(map.load(of: "b") == lovers.count - map.load(of: "a"))
        #expect(map.cell(of: lovers[0]) == "a")
    }
    @Test func `the last cell stays`() {
        var map = CellMap(cells: [Cell(name: "a", capacity: 1)], expected: 0)
        map.place("car")
        #expect(map.remove("a").isEmpty && map.cell(of: "car") == "a")
        #expect(map.remove("b").isEmpty && map.load(of: "b") == 0 && map.bound(of: "b") == 0)
    }
}
