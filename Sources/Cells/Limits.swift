/// Every bound of this module, with its reason.
public enum Limits {
    /// The most that a cell has beyond its share of all devices, in percent of the share.
    ///
    /// A fleet that is sized to 80 % of what its workers can do has then no cell in overload. The
    /// bound rarely binds: by hashing alone the fullest of twenty cells of 2,000 devices has some
    /// 5 % more than its share. Nearer to 100 it would bind often, and each device that it sends
    /// on is one more to move when a cell comes or goes.
    public static let loadPercent = 125
    /// Homes that one device knows: a region's cells it may be sent to; each is an endpoint in its
    /// own configuration, and a search over all of them must end within seconds.
    public static let homes = 8
    /// Terms of the series for a logarithm: the next is below the last bit of the sum.
    static let logarithmTerms = 11
}
