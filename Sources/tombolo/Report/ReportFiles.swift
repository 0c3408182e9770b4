import Foundation
import Runtime

/// A report as the files people and programs read: JSON, and one page that loads nothing.
struct ReportFiles {
    /// What its page is made of, beside the style that all pages share.
    struct Page {
        /// The page's title.
        let title: String
        /// The page's own file.
        let file: String
        let styles: [[UInt8]]
        let body: [UInt8]
        let scripts: [[UInt8]]
    }
    private let report: any Encodable
    private let look: Page

    init(_ report: any Encodable, look: Page) {
        self.report = report
        self.look = look
    }

    /// The report as JSON for programs, the same bytes for the same report.
    func json() throws(ProcessFailure) -> String {
        try encoded([.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }
    /// The report as one page that loads nothing.
    func page() throws(ProcessFailure) -> String {
        // Nothing in the report can end the script that holds it.
        let json = try encoded([.sortedKeys, .withoutEscapingSlashes])
            .replacingOccurrences(of: "<", with: "\\u003c")
        let styles = [PackageResources.report_css] + look.styles
        return
            ([
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">",
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">",
                "<title>\(look.title)</title><style>",
            ] + styles.map(Self.text) + [
                "</style></head><body>", Self.text(look.body),
                "<script type=\"application/json\" id=\"report\">\(json)</script>", "<script>",
            ] + look.scripts.map(Self.text) + ["</script></body></html>\n"]).joined(separator: "\n")
    }
    /// Writes both into `folder` and returns the page's path.
    func write(to folder: String) throws(ProcessFailure) -> String {
        let (page, json) = (try page(), try json())
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Data((json + "\n").utf8).write(to: URL(fileURLWithPath: folder + "/results.json"))
            try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/" + look.file))
        } catch {
            throw ProcessFailure(
                .file,
                "cannot write to \(folder): \(error.localizedDescription); "
                    + "name another folder with --output")
        }
        return folder + "/" + look.file
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
