import Motion

/// The forward camera: a pinhole 1.4 m above the road behind the windscreen, 100 degrees wide,
/// looking level with the lens shifted down, 8-bit RGB.
///
/// Pure and the same on every machine: IEEE basic operations only. It keeps its scratch between
/// frames; one camera serves one thread.
public struct Camera: Sendable {
    /// Columns of the picture.
    public let width: Int
    /// Rows of the picture.
    public let height: Int
    /// Pixels per unit of slope.
    let focalLength: Float
    /// The column the car points at.
    let centreColumn: Float
    /// The row of the horizon.
    let horizonRow: Float
    var canvas: Canvas
    var ground = GroundTable()

    /// A camera of a given size; the policy's is 192 by 96.
    public init(width: Int, height: Int) {
        precondition(width >= 16 && height >= 8, "a picture has at least 16 by 8 pixels")
        self.width = width
        self.height = height
        centreColumn = Float(width) / 2
        focalLength = Float(width) / 2 / Limits.cameraHalfWidthSlope
        horizonRow = Float(height) * Limits.cameraHorizon
        canvas = Canvas(width: width, height: height)
    }

    /// Bytes of one picture: rows from the top, columns from the left, red, green, blue.
    public var byteCount: Int { width * height * 3 }

    /// Renders what the car of `world` sees, `[height, width, 3]` UInt8 row-major, into `pixels`,
    /// which is brought to `byteCount` bytes.
    public mutating func render(_ world: World, into pixels: inout [UInt8]) {
        let light = Lighting(world.environment)
        ground.prepare(world)
        paintSky(world, light)
        paintGround(world, light)
        paintActors(world, light)
        canvas.develop(world, light, into: &pixels)
    }

    /// The column and row where a point lands, given in metres ahead of, left of and above the
    /// point on the road below the lens; nil if it is not ahead of the lens.
    public func projected(ahead: Double, left: Double, up: Double) -> (column: Double, row: Double)?
    {
        guard ahead > 0.1 else { return nil }
        let scale = Double(focalLength) / ahead
        return (
            Double(centreColumn) - left * scale,
            Double(horizonRow) - (up - Limits.cameraHeight) * scale
        )
    }

    /// The pose of the lens, on the ground.
    static func pose(of world: World) -> Pose {
        world.ego.pose.composed(with: Pose(x: Limits.cameraAhead, y: 0, heading: 0))
    }

    /// Sky by elevation, hills by direction: what lies above the horizon.
    private mutating func paintSky(_ world: World, _ light: Lighting) {
        let heading = Camera.pose(of: world).heading
        let seed = world.environment.textureSeed
        let rows = min(height, Int(horizonRow) + 1)
        for column in 0..<width {
            let slope = (Float(column) + 0.5 - centreColumn) / focalLength
            let direction = Float(heading - Trigonometry.arcTangent(Double(slope)))
            let ridge = Texture.smooth(direction * 6 + 40, seed: seed) * 0.07 + 0.01
            let crest = horizonRow - ridge * focalLength
            for row in 0..<rows {
                let elevation = (horizonRow - Float(row) - 0.5) / horizonRow
                let cloud = Texture.smooth(
                    direction * 9 + elevation * 3, seed: seed &+ UInt64(row / 6))
                var tone = light.sky(elevation: elevation, cloud: cloud)
                let cover = min(max(Float(row) + 1 - crest, 0), 1)
                tone = tone.mixed(with: light.hills, cover)
                canvas.set(column, row, tone)
            }
        }
    }

    /// Road and land below the horizon, one row at a time: a row is at one distance ahead.
    private mutating func paintGround(_ world: World, _ light: Lighting) {
        let paint = RoadPaint(world, light)
        var rowStart: Float = 0
        for row in stride(from: height - 1, through: 0, by: -1) {
            let drop = Float(row) + 0.5 - horizonRow
            guard drop > 0.4 else { break }
            let ahead = Float(Limits.cameraHeight) * focalLength / drop
            let across = ahead / focalLength
            let along = ahead * across / Float(Limits.cameraHeight)
            // Down a pixel the ray also moves sideways: a line at a shallow angle in the picture
            // must fade into that, or it breaks into dots.
            let slope = along / ahead
            var s = rowStart
            for column in 0..<width {
                let left = -(Float(column) + 0.5 - centreColumn) * across
                let place = ground.project(ahead: ahead, left: left, near: s)
                s = place.s
                if column == 0 { rowStart = place.s }
                let tone = paint.tone(
                    s: place.s, offset: place.offset, across: max(across, slope * abs(left)),
                    along: along)
                canvas.set(
                    column, row, light.seen(tone, ahead: ahead, left: left, lit: true))
            }
        }
    }

    /// Trees and actors, farthest first, so that the nearer covers the farther.
    private mutating func paintActors(_ world: World, _ light: Lighting) {
        let lens = Camera.pose(of: world)
        var scene = Scene(world: world, lens: lens, light: light)
        scene.collect()
        for solid in scene.ordered() {
            for face in solid.faces() { draw(face, light) }
        }
    }

    /// Projects a face, cut at the near plane, and fills it.
    private mutating func draw(_ face: Face, _ light: Lighting) {
        let corners = face.cut(atLeast: 0.4)
        guard corners.count >= 3 else { return }
        var points: [Canvas.Point] = []
        points.reserveCapacity(corners.count)
        var nearest = Float.infinity
        for corner in corners {
            nearest = min(nearest, corner.ahead)
            points.append(
                Canvas.Point(
                    x: centreColumn - corner.left * focalLength / corner.ahead,
                    y: horizonRow - (corner.up - Float(Limits.cameraHeight)) * focalLength
                        / corner.ahead))
        }
        let tone = light.seen(
            face.tone, ahead: nearest, left: corners[0].left, lit: !face.glows)
        canvas.fill(points, face.glows ? light.glow(face.tone, ahead: nearest) : tone, face.cover)
    }
}
