import Randomness

/// The picture while it is painted, and the sensor that reads it out.
struct Canvas: Sendable {
    /// A place on the picture, in pixels from its left upper corner.
    struct Point {
        var x: Float
        var y: Float
    }
    private let width: Int
    private let height: Int
    private var tones: [Tone]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        tones = Array(repeating: Tone(0, 0, 0), count: width * height)
    }

    @inline(__always)
    mutating func set(_ column: Int, _ row: Int, _ tone: Tone) {
        tones[row * width + column] = tone
    }

    /// Fills a convex polygon, its borders smoothed over one pixel by the distance to its edges;
    /// what is thinner than a pixel keeps at least half of its weight, so that it stays seen.
    mutating func fill(_ points: [Point], _ tone: Tone, _ opacity: Float) {
        var (left, right) = (Float.infinity, -Float.infinity)
        var (top, bottom) = (Float.infinity, -Float.infinity)
        var area: Float = 0
        for (index, point) in points.enumerated() {
            let next = points[(index + 1) % points.count]
            area += point.x * next.y - next.x * point.y
            (left, right) = (min(left, point.x), max(right, point.x))
            (top, bottom) = (min(top, point.y), max(bottom, point.y))
        }
        guard abs(area) > 0.02 else { return }
        let columns = clipped(left - 0.5, right + 0.5, width)
        let rows = clipped(top - 0.5, bottom + 0.5, height)
        guard !columns.isEmpty, !rows.isEmpty else { return }
        let edges = Canvas.edges(points, turn: area > 0 ? 1 : -1)
        for row in rows {
            for column in columns {
                let (x, y) = (Float(column) + 0.5, Float(row) + 0.5)
                var cover: Float = 1
                for edge in edges {
                    cover = min(cover, edge.a * x + edge.b * y + edge.c + 0.5)
                }
                guard cover > 0 else { continue }
                let index = row * width + column
                tones[index] = tones[index].mixed(with: tone, cover * opacity)
            }
        }
    }

    /// Rain drops, sensor noise and rounding: tones to bytes.
    mutating func develop(_ world: World, _ light: Lighting, into pixels: inout [UInt8]) {
        let frame = UInt64(world.stepCount)
        if light.rain > 0.05 { streak(world.seed.stream("rain", frame), light) }
        if pixels.count != tones.count * 3 {
            pixels = Array(repeating: 0, count: tones.count * 3)
        }
        var draw = world.seed.stream("sensor", frame)
        // Two bytes make a triangle with a deviation of 104 counts.
        let scale = Float(world.environment.sensorNoise) / 104
        for (index, tone) in tones.enumerated() {
            let bits = draw.next()
            pixels[index * 3] = Canvas.byte(tone.red + scale * Canvas.noise(bits))
            pixels[index * 3 + 1] = Canvas.byte(tone.green + scale * Canvas.noise(bits >> 16))
            pixels[index * 3 + 2] = Canvas.byte(tone.blue + scale * Canvas.noise(bits >> 32))
        }
    }

    /// An edge as a line whose value is the distance inside the polygon, in pixels.
    private struct Edge {
        var a: Float
        var b: Float
        var c: Float
    }
    private static func edges(_ points: [Point], turn: Float) -> [Edge] {
        var edges: [Edge] = []
        for (index, point) in points.enumerated() {
            let next = points[(index + 1) % points.count]
            let (dx, dy) = (next.x - point.x, next.y - point.y)
            let length = (dx * dx + dy * dy).squareRoot()
            guard length > 1e-4 else { continue }
            let (a, b) = (-dy / length * turn, dx / length * turn)
            edges.append(Edge(a: a, b: b, c: -(a * point.x + b * point.y)))
        }
        return edges
    }
    private func clipped(_ low: Float, _ high: Float, _ count: Int) -> Range<Int> {
        guard high > 0, low < Float(count) else { return 0..<0 }
        let first = Int(max(low, 0))
        return first..<max(first, min(Int(min(high, Float(count))) + 1, count))
    }
    private mutating func streak(_ stream: RandomStream, _ light: Lighting) {
        var draw = stream
        let count = Int(light.rain * Float(width * height) / 260)
        let tone = light.haze.scaled(1.08)
        for _ in 0..<count {
            let column = draw.integer(in: 0..<width)
            let row = draw.integer(in: 0..<height)
            let length = draw.integer(in: 2..<7)
            for step in 0..<length where row + step < height {
                let index = (row + step) * width + column
                tones[index] = tones[index].mixed(with: tone, 0.3)
            }
        }
    }
    @inline(__always)
    private static func noise(_ bits: UInt64) -> Float {
        Float(Int32(bits & 0xff) + Int32((bits >> 8) & 0xff) - 255)
    }
    @inline(__always)
    private static func byte(_ value: Float) -> UInt8 { UInt8(min(max(value + 0.5, 0), 255)) }
}
