/// The files of `Deploy/links`, compiled in by links to them: there is one truth.
enum ShippedFiles {
    static let profiles: KeyValuePairs<String, [UInt8]> = [
        "perfect": PackageResources.perfect_json,
        "office-wifi": PackageResources.office_wifi_json,
        "factory-wifi-roaming": PackageResources.factory_wifi_roaming_json,
        "lte-driving": PackageResources.lte_driving_json,
        "3g": PackageResources._g_json,
        "satellite": PackageResources.satellite_json,
        "tunnel": PackageResources.tunnel_json,
        "congested-cell": PackageResources.congested_cell_json,
        "flapping": PackageResources.flapping_json,
        "loss-2": PackageResources.loss_2_json,
        "loss-5": PackageResources.loss_5_json,
        "rtt-200": PackageResources.rtt_200_json,
        "one-way-cut": PackageResources.one_way_cut_json,
        "outage-1s": PackageResources.outage_1s_json,
        "outage-5s": PackageResources.outage_5s_json,
        "total-loss": PackageResources.total_loss_json,
    ]
    static let scenarios: KeyValuePairs<String, [UInt8]> = [
        "city-drive": PackageResources.city_drive_json,
        "every-fault": PackageResources.every_fault_json,
    ]
    static let traces: KeyValuePairs<String, [UInt8]> = [
        "lte-driving.up": PackageResources.lte_driving_up,
        "lte-driving.down": PackageResources.lte_driving_down,
        "3g.up": PackageResources._g_up,
        "3g.down": PackageResources._g_down,
    ]
}
