/// What light and weather do to a tone at a distance.
struct Lighting: Sendable {
    let ambient: Float
    let headlights: Float
    let fogVisibility: Float
    let rain: Float
    let haze: Tone
    let hills: Tone
    private let zenith: Tone

    init(_ environment: Environment) {
        let day = Float(min(max(environment.light, 0), 1))
        rain = Float(min(max(environment.rain, 0), 1))
        ambient = (0.13 + 0.87 * day) * (1 - 0.22 * rain)
        headlights = max(0, 1 - day * 1.7)
        fogVisibility = Float(max(environment.fogVisibility * (1 - 0.3 * environment.rain), 20))
        let grey = Tone(168, 172, 178)
        let horizon = Tone(environment.skyTint).mixed(with: grey, rain * 0.8)
        haze = horizon.scaled(0.06 + 0.94 * ambient)
        zenith = Tone(96, 138, 206).mixed(with: Tone(130, 136, 146), rain * 0.9)
        let far = Tone(environment.grass).mixed(with: Tone(92, 112, 128), 0.55).scaled(ambient)
        hills = far.mixed(with: haze, 1 - Lighting.clearness(160 / fogVisibility))
    }

    /// The part of a contrast that is left after `path` visibilities: about exp(-3 path), 5 % at
    /// one, by an eighth power (Koschmieder's law without an exponential).
    @inline(__always)
    static func clearness(_ path: Float) -> Float {
        let root = max(1 - path * 3 / 8, 0)
        let square = root * root
        let fourth = square * square
        return fourth * fourth
    }

    /// The sky at an elevation from 0 (horizon) to 1 (top of the picture).
    func sky(elevation: Float, cloud: Float) -> Tone {
        let clear = Tone(
            haze.red, haze.green, haze.blue
        ).mixed(with: zenith.scaled(0.06 + 0.94 * ambient), min(max(elevation, 0), 1) * 0.75)
        let lit = clear.mixed(with: Tone(236, 238, 242).scaled(ambient), cloud * 0.28)
        let murk = Lighting.clearness(70 / fogVisibility)
        return haze.mixed(with: lit, murk)
    }
    /// A surface of this tone by daylight as it looks from the lens, `ahead` and `left` in metres.
    @inline(__always)
    func seen(_ tone: Tone, ahead: Float, left: Float, lit: Bool) -> Tone {
        var level = ambient
        if lit, headlights > 0 {
            let spread = left / (4 + ahead * 0.45)
            let fall = 1 / (1 + (ahead / 26) * (ahead / 26))
            level += headlights * 0.85 * fall / (1 + spread * spread * 2)
        }
        let near = tone.scaled(min(level, 1.1))
        return haze.mixed(with: near, Lighting.clearness(ahead / fogVisibility))
    }
    /// A lamp of this tone: it does not depend on daylight, and fog hides it less.
    func glow(_ tone: Tone, ahead: Float) -> Tone {
        haze.mixed(
            with: tone.scaled(0.75 + 0.4 * headlights),
            Lighting.clearness(ahead / fogVisibility * 0.6))
    }
}
