/// Timelines as one page that loads nothing.
struct TimelinePage {
    /// The page.
    let page: String

    init(title: String, _ timelines: [Timeline]) {
        let links = timelines.compactMap { timeline in
            timeline.cause.map {
                "<a href=\"#\($0)\" title=\"\(Self.escaped(timeline.title))\">\($0)</a>"
            }
        }
        page =
            [
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">",
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">",
                "<title>\(Self.escaped(title))</title><style>",
                Self.text(PackageResources.failsafe_css), "</style></head><body>",
                "<h1>\(Self.escaped(title))</h1>", Self.legend, Self.chips,
                links.isEmpty ? "" : "<nav>\(links.joined(separator: " "))</nav>",
            ].joined(separator: "\n") + timelines.map(Self.section).joined(separator: "\n")
            + "<script>" + Self.text(PackageResources.failsafe_js) + "</script></body></html>\n"
    }
    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// `text` where HTML stands.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }

    private static func section(_ timeline: Timeline) -> String {
        let words = timeline.lines
            .map { "<li><button type=\"button\">\(escaped($0))</button></li>" }.joined()
        let anchor = timeline.cause.map { "\($0)" } ?? "timeline"
        let title = timeline.cause.map { "<code>\($0)</code> " } ?? ""
        return "<section id=\"\(anchor)\"><h2><a href=\"#\(anchor)\">\(title)"
            + "\(escaped(timeline.title))</a></h2>" + TimelinePicture(timeline).text
            + "<p class=\"now\" aria-live=\"polite\"></p><ol>\(words)</ol>"
            + "<script type=\"application/json\">\(TimelineMoments(timeline).json)</script>"
            + "</section>"
    }
    private static var chips: String {
        let meanings = [
            ("standby", "nobody drives", "#75818d"),
            ("nominal", "the cloud's plan drives", "#2a8a60"),
            ("degraded", "the cloud's plan, late and slower", "#c9a227"),
            ("fallback", "the local policy", "#c4641c"),
            ("manoeuvre", "a stop under way", "#c8453b"),
            ("condition", "held still until it is released", "#7a4a8c"),
            ("emergency", "stopped by an operator or the hardware", "#7d1128"),
        ]
        let items = meanings.map { state, meaning, color in
            "<li><i style=\"background:\(color)\"></i><b>\(state)</b>: \(meaning)</li>"
        }
        return "<ul class=\"chips\">\(items.joined())</ul>"
    }
    private static let legend = """
        <p>Each timeline is computed by the state machine that drives, at 50 ticks a second, in a
        world of one number: the machine's speed. What happens to it stands above, by dashed lines.
        Curves: <b class="speed">speed</b> and <b class="cap">its cap</b> (the top is the set
        speed), <b class="age">age of the cloud's plan</b> (the dotted line is T_fb, at which it
        drives no more), <b class="budget">time left without the cloud</b> (the top is all of it).
        Along the bottom: seconds.</p>
        """
}
