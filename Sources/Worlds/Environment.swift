/// Light, weather and the look of the land: what changes the picture but not the driving.
public struct Environment: Hashable, Sendable {
    /// Daylight: 1 is noon, 0.45 dusk, 0 night with headlights only.
    public var light: Double
    /// Rain: 0 none, 1 a downpour (wet shine, streaks, drops).
    public var rain: Double
    /// Metres at which fog leaves 5 % of a contrast; 400 and more is clear air.
    public var fogVisibility: Double
    /// Standard deviation of the sensor's noise, in counts of 0 to 255.
    public var sensorNoise: Double
    /// What the textures of road and land are drawn from.
    public var textureSeed: UInt64
    /// The sky at the horizon by daylight.
    public var skyTint: Colour
    /// The middle tone of the asphalt by daylight.
    public var asphalt: Colour
    /// The middle tone of the land beside the road by daylight.
    public var grass: Colour

    /// An environment from its parts.
    public init(
        light: Double, rain: Double, fogVisibility: Double, sensorNoise: Double,
        textureSeed: UInt64, skyTint: Colour, asphalt: Colour, grass: Colour
    ) {
        self.light = light
        self.rain = rain
        self.fogVisibility = fogVisibility
        self.sensorNoise = sensorNoise
        self.textureSeed = textureSeed
        self.skyTint = skyTint
        self.asphalt = asphalt
        self.grass = grass
    }

    /// Metres within which an obstacle can be made out in the picture: fog and dark shorten it.
    public var sightDistance: Double {
        let fog = 0.85 * fogVisibility
        let dark = 50 + 30 * min(light / 0.4, 1)
        return min(fog, dark, 80)
    }
}
