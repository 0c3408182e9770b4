/// The colours of actors: strong ones, so that a small picture tells them from road and land.
enum Palette {
    static let vehicles = [
        Colour(red: 196, green: 24, blue: 28), Colour(red: 24, green: 62, blue: 190),
        Colour(red: 236, green: 236, blue: 238), Colour(red: 12, green: 120, blue: 200),
        Colour(red: 226, green: 96, blue: 12), Colour(red: 150, green: 12, blue: 90),
    ]
    static let clothes = [
        Colour(red: 236, green: 40, blue: 120), Colour(red: 250, green: 210, blue: 20),
        Colour(red: 30, green: 190, blue: 220), Colour(red: 250, green: 250, blue: 250),
    ]
    static let cone = Colour(red: 255, green: 196, blue: 0)
    static let barrier = Colour(red: 230, green: 30, blue: 24)
}
