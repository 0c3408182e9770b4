/// What the ground looks like at a place given in road coordinates, by full daylight.
struct RoadPaint: Sendable {
    private let asphalt: Tone
    private let grass: Tone
    private let shoulder: Tone
    private let origin: Double
    private let seed: UInt64
    private let laneCount: Int
    private let laneWidth: Float
    private let edge: Float
    private let pavement: Float
    private let wet: Float
    private let sheen: Tone

    init(_ world: World, _ light: Lighting) {
        asphalt = Tone(world.environment.asphalt)
        grass = Tone(world.environment.grass)
        shoulder = asphalt.mixed(with: Tone(128, 118, 100), 0.35)
        origin = world.egoRoadPosition.s
        seed = world.environment.textureSeed
        laneCount = world.road.laneCount
        laneWidth = Float(world.road.laneWidth)
        edge = Float(world.road.leftEdge)
        pavement = edge + Float(world.road.shoulderWidth)
        wet = light.rain
        sheen = Tone(150, 156, 164)
    }

    /// The tone at `s` (metres from the car on) and `offset`; a pixel covers `across` by `along`
    /// metres there, and what is finer than a pixel fades into its mean.
    @inline(__always)
    func tone(s: Float, offset: Float, across: Float, along: Float) -> Tone {
        let place = origin + Double(s)
        let side = abs(offset)
        guard side < pavement else { return land(place, offset, along) }
        var tone = side < edge ? asphalt : shoulder
        let grainX = Int32(truncatingIfNeeded: Int((place * 5).rounded(.down)))
        let grainY = Int32((offset * 5).rounded(.down))
        let rough = Texture.grain(grainX, grainY, seed: seed) - 0.5
        let patch = Texture.grain(grainX >> 5, grainY >> 4, seed: seed &+ 3) - 0.5
        tone = tone.scaled(1 + rough * 0.16 * min(1, 0.25 / along) + patch * 0.08)
        if wet > 0 { tone = tone.scaled(1 - 0.25 * wet).mixed(with: sheen, wet * 0.18) }
        let paint = lines(place, offset, across, along)
        return paint > 0 ? tone.mixed(with: Tone(232, 232, 224), paint) : tone
    }

    /// How much of the pixel is painted: solid lines at the edges, three metres of every nine
    /// between lanes.
    @inline(__always)
    private func lines(_ place: Double, _ offset: Float, _ across: Float, _ along: Float) -> Float {
        let solid = max(
            cover(offset - edge + 0.1, 0.16, across), cover(offset + edge - 0.1, 0.16, across))
        if solid > 0 { return solid }
        let lane = (offset + edge) / laneWidth
        let nearest = lane.rounded()
        guard nearest > 0.5, nearest < Float(laneCount) - 0.5 else { return 0 }
        let line = cover((lane - nearest) * laneWidth, 0.15, across)
        guard line > 0 else { return 0 }
        let phase = Float(place - (place / 9).rounded(.down) * 9)
        let dash = cover(phase - 1.5, 3, min(along, 9))
        return line * min(max(dash, min(max((along - 4) / 5, 0), 1) / 3), 1)
    }
    /// How much of a pixel `footprint` wide is covered by a stripe `width` wide whose middle is
    /// `distance` away.
    @inline(__always)
    private func cover(_ distance: Float, _ width: Float, _ footprint: Float) -> Float {
        let reach = (width + footprint) / 2 - abs(distance)
        guard reach > 0 else { return 0 }
        return min(reach / footprint, 1, width / footprint)
    }
    @inline(__always)
    private func land(_ place: Double, _ offset: Float, _ along: Float) -> Tone {
        let far = max(min(offset, 300), -300)
        let grainX = Int32(truncatingIfNeeded: Int((place * 2).rounded(.down)))
        let grainY = Int32((far * 2).rounded(.down))
        let fine = Texture.grain(grainX, grainY, seed: seed &+ 1) - 0.5
        let field = Texture.grain(grainX >> 4, grainY >> 4, seed: seed &+ 2) - 0.5
        return grass.scaled(1 + fine * 0.3 * min(1, 0.5 / along) + field * 0.18)
    }
}
