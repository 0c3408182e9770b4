import Foundation
import Runtime

/// An experiment as the files people and programs read.
struct ExperimentFiles {
    let report: ExperimentReport

    init(_ report: ExperimentReport) { self.report = report }

    /// The report as JSON for programs, the same bytes for the same report.
    func json() throws(ProcessFailure) -> String {
        try encoded([.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }
    /// The report as one page that loads nothing.
    func page() throws(ProcessFailure) -> String {
        let json = try encoded([.sortedKeys, .withoutEscapingSlashes])
            .replacingOccurrences(of: "<", with: "\\u003c")
        return [
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">",
            "<title>Tombolo experiment</title><style>", Self.text(PackageResources.report_css),
            Self.text(PackageResources.experiment_css), "</style></head><body>",
            Self.text(PackageResources.experiment_html),
            "<script type=\"application/json\" id=\"report\">\(json)</script>", "<script>",
            Self.text(PackageResources.experiment_js), "</script></body></html>\n",
        ].joined(separator: "\n")
    }
    /// Writes both into `folder` and returns the page's path.
    func write(to folder: String) throws(ProcessFailure) -> String {
        let (page, json) = (try page(), try json())
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Data((json + "\n").utf8).write(to: URL(fileURLWithPath: folder + "/results.json"))
            try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/index.html"))
        } catch {
            throw ProcessFailure(
                .file,
                "cannot write to \(folder): \(error.localizedDescription); "
                    + "name another folder with --output")
        }
        return folder + "/index.html"
    }

    private func encoded(
        _ formatting: JSONEncoder.OutputFormatting
    ) throws(ProcessFailure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        do {
            return String(decoding: try encoder.encode(report), as: UTF8.self)
        } catch {
            throw ProcessFailure(.software, "the results cannot be written as JSON: \(error)")
        }
    }
    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
