import Motion
import Randomness
import Testing

@testable import Worlds

@Suite struct CameraTests {
    /// A picture of `world` at the policy's size.
    private func picture(_ world: World) -> [UInt8] {
        var camera = Camera(width: 192, height: 96)
        var pixels: [UInt8] = []
        camera.render(world, into: &pixels)
        return pixels
    }
    private func level(_ pixels: [UInt8], _ column: Int, _ row: Int) -> Int {
        let index = (row * 192 + column) * 3
        return Int(pixels[index]) + Int(pixels[index + 1]) + Int(pixels[index + 2])
    }
    /// Columns and rows, from least to most, where two pictures are not the same.
    private func changed(
        _ first: [UInt8], _ second: [UInt8]
    ) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>)? {
        var (columns, rows): ([Int], [Int]) = ([], [])
        for index in 0..<(192 * 96)
        where (0..<3).contains(where: {
            first[3 * index + $0] != second[3 * index + $0]
        }) {
            columns.append(index % 192)
            rows.append(index / 192)
        }
        guard let left = columns.min(), let right = columns.max(), let top = rows.min(),
            let bottom = rows.max()
        else { return nil }
        return (left...right, top...bottom)
    }
    /// Where a place on the road lands in the picture.
    private func landing(_ world: World, s: Double, offset: Double) throws -> (Int, Int) {
        let place = RoadPosition(s: s, offset: offset, heading: 0)
        let seen = Camera.pose(of: world).relative(world.road.pose(at: place))
        let camera = Camera(width: 192, height: 96)
        let point = try #require(camera.projected(ahead: seen.x, left: seen.y, up: 0))
        return (Int(point.column), Int(point.row))
    }

    @Test func `puts a point of the road where a pinhole of 100 degrees does`() throws {
        let camera = Camera(width: 192, height: 96)
        // 96 columns for the tangent of 50 degrees; the horizon at 38 % of 96 rows.
        let focal = 96 / 1.1917536
        let middle = try #require(camera.projected(ahead: 20, left: 0, up: 0))
        #expect(abs(middle.column - 96) < 1e-3)
        #expect(abs(middle.row - (36.48 + 1.4 * focal / 20)) < 0.01)
        let aside = try #require(camera.projected(ahead: 20, left: 5, up: 1.4))
        #expect(abs(aside.column - (96 - 5 * focal / 20)) < 0.01)
        #expect(abs(aside.row - 36.48) < 0.01)
        #expect(camera.projected(ahead: -1, left: 0, up: 0) == nil)
    }
    @Test func `paints a lane line where it is, three metres of every nine`() throws {
        let world = Places.straight(speed: 5)
        let pixels = picture(world)
        // Lane lines begin at multiples of 9 m; the lens is at 51.6 m.
        for start in [54.0, 63] {
            let (column, row) = try landing(world, s: start + 1.5, offset: 0)
            // The row's middle is up to half a pixel off, and the line may lie across two columns.
            let line = ((column - 1)...(column + 1)).map { level(pixels, $0, row) }.max() ?? 0
            let (other, gap) = try landing(world, s: start + 6, offset: 0)
            #expect(line > level(pixels, column - 6, row) + 150)
            #expect(line > level(pixels, other, gap) + 150)
        }
    }
    @Test(arguments: [1.0, -1.0])
    func `follows the outer line round a bend of 90 degrees`(_ side: Double) throws {
        let road = Road(
            start: .identity, laneCount: 2,
            stretches: [(40, 0), (45 * Trigonometry.pi / 2, side / 45), (100, 0)])
        let world = World(
            scenario: "test", seed: Seed(0), road: road, environment: Places.clearDay,
            start: RoadPosition(s: 30, offset: -side * 1.75, heading: 0), startSpeed: 5,
            actors: [])
        let pixels = picture(world)
        for s in stride(from: 38.0, through: 54, by: 2) {
            // The line is 16 cm wide, its middle 10 cm inside the edge.
            let (column, row) = try landing(world, s: s, offset: -side * 3.4)
            guard (2..<190).contains(column) else { continue }
            let near = (column - 2)...(column + 2)
            let line = near.map { level(pixels, $0, row) }.max() ?? 0
            let (middle, below) = try landing(world, s: s, offset: -side * 1.75)
            guard (0..<192).contains(middle), below < 96 else { continue }
            #expect(line > level(pixels, middle, below) + 100, "at \(s) m")
        }
    }
    @Test func `shows an actor where it stands and nowhere else`() throws {
        let car = Places.actor(.car, s: 80, offset: -1.75)
        let empty = picture(Places.straight(speed: 5))
        let seen = try #require(
            changed(empty, picture(Places.straight(speed: 5, actors: [car]))))
        let camera = Camera(width: 192, height: 96)
        // Its back is 26.25 m ahead of the lens, its front 4.3 m more; its shadow 15 cm wider.
        let back = 80 - 4.3 / 2 - 51.6
        let foot = try #require(camera.projected(ahead: back - 0.15, left: 1.05, up: 0))
        let roof = try #require(camera.projected(ahead: back, left: -1.05, up: 1.5))
        #expect(Double(seen.columns.lowerBound) >= foot.column - 1.5)
        #expect(Double(seen.columns.upperBound) <= roof.column + 1.5)
        #expect(Double(seen.rows.lowerBound) >= roof.row - 1.5)
        #expect(Double(seen.rows.upperBound) <= foot.row + 1.5)
        #expect(seen.columns.count >= 5 && seen.rows.count >= 4)
    }
    @Test(arguments: [ActorKind.car, .van, .pedestrian, .barrier])
    func `shows a thing 60 m ahead by two pixels or more`(_ kind: ActorKind) throws {
        let actor = Places.actor(kind, s: 51.6 + 60, offset: -1.75)
        let empty = picture(Places.straight(speed: 5))
        let full = picture(Places.straight(speed: 5, actors: [actor]))
        var strong = 0
        for index in stride(from: 0, to: empty.count, by: 3) {
            // By channel: red and white stripes would cancel in a sum.
            var change = 0
            for channel in index..<(index + 3) {
                change += abs(Int(empty[channel]) - Int(full[channel]))
            }
            if change > 40 { strong += 1 }
        }
        #expect(strong >= 2)
    }
    @Test func `lets the nearer hide the farther, in whichever order they are listed`() {
        func view(_ actors: [Actor]) -> [UInt8] {
            picture(Places.straight(speed: 5, actors: actors))
        }
        let van = Places.actor(.van, id: 0, s: 70, offset: -1.75)
        let cone = Places.actor(.cone, id: 1, s: 90, offset: -1.75)
        #expect(view([van, cone]) == view([van]))
        #expect(view([cone, van]) == view([van]))
        let close = Places.actor(.cone, id: 1, s: 60, offset: -1.75)
        #expect(view([van, close]) == view([close, van]))
        #expect(view([van, close]) != view([van]))
    }
    @Test func `fades in fog, darkens at night and is noisy as told`() {
        var fog = Places.clearDay
        fog.fogVisibility = 50
        var night = Places.clearDay
        night.light = 0
        func effect(_ environment: Environment) -> Int {
            let car = Places.actor(.car, s: 90, offset: -1.75)
            let with = picture(
                Places.straight(speed: 5, environment: environment, actors: [car]))
            let without = picture(Places.straight(speed: 5, environment: environment))
            return zip(with, without).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        }
        #expect(effect(fog) * 2 < effect(Places.clearDay))
        func sum(_ pixels: [UInt8]) -> Int { pixels.reduce(0) { $0 + Int($1) } }
        let clean = picture(Places.straight(speed: 5))
        #expect(sum(picture(Places.straight(speed: 5, environment: night))) * 2 < sum(clean))

        var noisy = Places.clearDay
        noisy.sensorNoise = 4
        let rough = picture(Places.straight(speed: 5, environment: noisy))
        let squares = zip(rough, clean).reduce(0.0) { sum, pair in
            let away = Double(pair.0) - Double(pair.1)
            return sum + away * away
        }
        let deviation = (squares / Double(clean.count)).squareRoot()
        #expect(abs(deviation - 4) < 0.3)
    }
    @Test(arguments: [(16, 8), (192, 96), (384, 192), (200, 60), (33, 17)])
    func `renders any size, whatever the buffer held before`(_ width: Int, _ height: Int) {
        var camera = Camera(width: width, height: height)
        var (first, second): ([UInt8], [UInt8]) = ([], Array(repeating: 9, count: 7))
        let world = Places.straight(speed: 5)
        camera.render(world, into: &first)
        camera.render(world, into: &second)
        #expect(first.count == width * height * 3)
        #expect(first == second)
        #expect(Set(first).count > 8)
    }
}
