import Randomness

/// What kind of day a world is drawn for.
enum Weather: Hashable, Sendable, CaseIterable {
    /// By day, mostly fair.
    case mild
    case rain
    case fog
    case night

    /// The light and weather of one day of this kind.
    func environment(seed: Seed) -> Environment {
        var draw = seed.stream("environment")
        var light = draw.uniform(0.7, 1)
        var rain = draw.chance(0.15) ? draw.uniform(0.1, 0.4) : 0
        var fog = draw.uniform(250, 800)
        switch self {
        case .mild: break
        case .rain:
            light = draw.uniform(0.5, 0.85)
            rain = draw.uniform(0.5, 1)
            fog = draw.uniform(120, 250)
        case .fog:
            light = draw.uniform(0.6, 0.95)
            rain = 0
            fog = draw.uniform(50, 100)
        case .night:
            light = draw.uniform(0, 0.3)
            rain = draw.chance(0.2) ? draw.uniform(0.1, 0.5) : 0
            fog = draw.uniform(200, 600)
        }
        let sky = Weather.tone(&draw, around: (178, 200, 226), spread: 18)
        let asphalt = Weather.tone(&draw, around: (92, 92, 96), spread: 12)
        let grass = Weather.tone(&draw, around: (86, 122, 58), spread: 24)
        return Environment(
            light: light, rain: rain, fogVisibility: fog,
            sensorNoise: draw.uniform(1, 3) + (light < 0.4 ? 2 : 0), textureSeed: draw.next(),
            skyTint: sky, asphalt: asphalt, grass: grass)
    }

    private static func tone(
        _ draw: inout RandomStream, around middle: (Int, Int, Int), spread: Int
    ) -> Colour {
        func part(_ value: Int) -> UInt8 {
            UInt8(clamping: value + draw.integer(in: -spread..<(spread + 1)))
        }
        return Colour(red: part(middle.0), green: part(middle.1), blue: part(middle.2))
    }
}
