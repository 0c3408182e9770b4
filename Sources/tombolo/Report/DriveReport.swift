import Foundation

/// The drive as one page: style, script, log and pictures in one file that loads nothing.
struct DriveReport {
    /// The page.
    let page: String

    /// Makes the page of `log`.
    init(_ log: DriveLog) throws {
        let pictures = log.pictures.mapValues { "data:image/png;base64," + $0 }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let encoded = String(decoding: try encoder.encode(pictures), as: UTF8.self)
        page = [
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">",
            "<title>Tombolo drive</title><style>", DriveReport.text(PackageResources.report_css),
            "</style></head><body>", DriveReport.text(PackageResources.report_html),
            DriveReport.json(id: "log", "[" + log.lines.joined(separator: ",\n") + "]"),
            DriveReport.json(id: "pictures", encoded), "<script>", DriveReport.script,
            "</script></body></html>\n",
        ].joined(separator: "\n")
    }

    /// The page's script: its parts in the order in which each uses those before it.
    private static var script: String {
        [
            PackageResources.drive_js, PackageResources.summary_js, PackageResources.map_js,
            PackageResources.scene_js, PackageResources.plots_js, PackageResources.player_js,
        ].map(text).joined(separator: "\n")
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    /// JSON as an element that nothing in it can end.
    private static func json(id: String, _ json: String) -> String {
        "<script type=\"application/json\" id=\"\(id)\">"
            + json.replacingOccurrences(of: "<", with: "\\u003c") + "</script>"
    }
}
