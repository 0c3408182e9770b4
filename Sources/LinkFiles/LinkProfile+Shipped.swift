/// The profiles of `Deploy/links`, compiled in: for tests and programs without files.
extension LinkProfile {
    /// Delivers everything at once.
    public static let perfect = shipped("perfect")
    /// Wi-Fi in an office.
    public static let officeWiFi = shipped("office-wifi")
    /// A robot that roams between the access points of a hall.
    public static let factoryWiFiRoaming = shipped("factory-wifi-roaming")
    /// A car on LTE.
    public static let lteDriving = shipped("lte-driving")
    /// A car on 3G.
    public static let threeG = shipped("3g")
    /// A geostationary satellite.
    public static let satellite = shipped("satellite")
    /// Within a tunnel.
    public static let tunnel = shipped("tunnel")
    /// A crowded cell.
    public static let congestedCell = shipped("congested-cell")
    /// There for 300 ms, gone for 700 ms.
    public static let flapping = shipped("flapping")
    /// 2 % of all packets lost, each way.
    public static let loss2 = shipped("loss-2")
    /// 5 % of all packets lost, each way.
    public static let loss5 = shipped("loss-5")
    /// A round trip of 200 ms.
    public static let rtt200 = shipped("rtt-200")
    /// Nothing comes back.
    public static let oneWayCut = shipped("one-way-cut")
    /// An outage of 1 s every 20 s.
    public static let outage1s = shipped("outage-1s")
    /// An outage of 5 s every 20 s.
    public static let outage5s = shipped("outage-5s")
    /// Nothing ever arrives.
    public static let totalLoss = shipped("total-loss")

    /// All of them, from good to bad.
    public static let all: [LinkProfile] = [
        perfect, officeWiFi, factoryWiFiRoaming, rtt200, loss2, loss5, lteDriving, congestedCell,
        threeG, satellite, outage1s, outage5s, flapping, tunnel, oneWayCut, totalLoss,
    ]
    /// The one called `name`, or nil.
    public static func named(_ name: String) -> LinkProfile? { all.first { $0.name == name } }

    private static func shipped(_ name: String) -> LinkProfile {
        do throws(LinkFileError) {
            let bytes = ShippedFiles.profiles.first { $0.key == name }?.value ?? []
            return try LinkProfile(bytes, path: name + ".json") { _ in nil }
        } catch {
            // Our own file, read by a test: not a matter of input.
            preconditionFailure("the shipped profile \(name) is wrong: \(error)")
        }
    }
}
