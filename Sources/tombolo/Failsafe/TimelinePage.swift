/// Timelines as one page that loads nothing.
struct TimelinePage {
    /// The page.
    let page: String

    init(title: String, _ timelines: [Timeline]) {
        let links = timelines.compactMap(\.cause).map { "<a href=\"#\($0)\">\($0)</a>" }
        page =
            [
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">",
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">",
                "<title>\(Self.escaped(title))</title><style>\(Self.style)</style></head><body>",
                "<h1>\(Self.escaped(title))</h1>", Self.legend,
                links.isEmpty ? "" : "<nav>\(links.joined(separator: " "))</nav>",
            ].joined(separator: "\n") + timelines.map(Self.section).joined(separator: "\n")
            + "</body></html>\n"
    }

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
        let words = timeline.lines.map { "<li>\(escaped($0))</li>" }.joined()
        let cause = timeline.cause.map { "<code>\($0)</code> " } ?? ""
        let anchor = timeline.cause.map { "\($0)" } ?? "timeline"
        return "<section id=\"\(anchor)\"><h2>\(cause)\(escaped(timeline.title))</h2>"
            + TimelinePicture(timeline).text + "<ol>\(words)</ol></section>"
    }
    private static let legend = """
        <p>Each timeline is computed by the state machine that drives, at 50 ticks a second, in a
        world of one number: the machine's speed. Curves: <b class="speed">speed</b>,
        <b class="cap">its cap</b> (both of the set speed),
        <b class="age">age of the cloud's plan</b> (the middle line is T_fb, at which it drives
        no more), <b class="budget">time left without the cloud</b>. Numbers are seconds.</p>
        """
    private static let style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
        color:#1d2733;background:#fff}h1{font-size:1.5rem}h2{font-size:1.05rem;margin:2rem 0 .3rem}
        code{background:#eef1f4;padding:.1em .4em;border-radius:4px}nav{line-height:2}
        nav a{margin-right:.6em;color:#1b5e8a}svg{width:100%;height:auto;background:#fafbfc;
        border:1px solid #dde3e9;border-radius:6px}ol{font:12.5px/1.6 ui-monospace,monospace;
        margin:.4rem 0;color:#3a4754}text{font:11px system-ui,sans-serif;fill:#3a4754}
        .tick{text-anchor:middle;fill:#7b8794}.name,.note{text-anchor:end}.word{fill:#fff}
        .grid{stroke:#e6ebf0}.bound{stroke:#8aa;stroke-dasharray:2 4}
        .event{stroke:#1d2733;stroke-dasharray:3 3;opacity:.5}.event-word{text-anchor:middle;
        font-weight:600}path{fill:none;stroke-width:1.6}path.speed{stroke:#1b5e8a;stroke-width:2.4}
        path.cap{stroke:#c8453b;stroke-dasharray:5 3}path.age{stroke:#8c6bb1}
        path.budget{stroke:#6b8e23}b.speed{color:#1b5e8a}b.cap{color:#c8453b}b.age{color:#8c6bb1}
        b.budget{color:#6b8e23}
        @media(prefers-color-scheme:dark){body{background:#12181f;color:#dfe6ee}
        svg{background:#1a222b;border-color:#2c3743}text,ol{fill:#b7c2cd;color:#b7c2cd}
        code{background:#232d38}.grid{stroke:#26303b}.event{stroke:#dfe6ee}nav a{color:#7db8de}}
        """
}
