public import Timekeeping

/// What happens when in a rehearsal, read from one line of text:
/// `8: link down for 3s; 20: disarm; 30: end`.
public struct RehearsalScript: Hashable, Sendable {
    /// One thing that happens.
    public struct Event: Hashable, Sendable {
        /// Since the beginning.
        public var time: Interval
        /// What.
        public var action: RehearsalAction
        /// The words it was read from; empty where it takes an earlier one back.
        public var words: String
    }
    /// In order of their times; things of one time in the order of the text.
    public let events: [Event]
    /// How long it takes: until its `end`, or 15 s beyond what happens last.
    public let duration: Interval

    /// Reads `text`: entries `TIME: WORDS`, with `;` or line ends between them. Behind the words
    /// `for DURATION` takes the thing back after that time.
    ///
    /// - Throws: `RehearsalError`, with the entry.
    public init(_ text: String) throws(RehearsalError) {
        guard text.utf8.count <= Limits.rehearsalByteCount else { throw .tooLong }
        var events: [Event] = []
        var number = 0
        for part in text.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
            let entry = Self.trimmed(part)
            if entry.isEmpty { continue }
            number += 1
            guard number <= Limits.rehearsalEvents else { throw .tooLong }
            events += try Self.events(entry, number)
        }
        // A stable order: Swift's sort does not promise one.
        let ordered = events.enumerated().sorted {
            ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
        }.map(\.element)
        self.events = ordered.filter { $0.action != .end }
        let last = ordered.last?.time ?? .zero
        let end = ordered.first { $0.action == .end }?.time ?? last + .seconds(15)
        duration = min(end, Limits.rehearsalTime)
    }

    private static func events(
        _ entry: Substring, _ number: Int
    ) throws(RehearsalError) -> [Event] {
        guard let colon = entry.firstIndex(of: ":") else { throw .noTime(entry: number) }
        let begin = try seconds(trimmed(entry[..<colon]), number)
        let words = entry[entry.index(after: colon)...].split(separator: " ")
        var told = words
        var length: Interval?
        if words.count >= 3, words[words.count - 2] == "for" {
            length = try duration(words[words.count - 1], number)
            told.removeLast(2)
        }
        let action = try action(told, number)
        let text = words.joined(separator: " ")
        let event = Event(time: begin, action: action, words: text)
        guard let length else { return [event] }
        guard let undoing = action.undoing else { throw .noEndOf(entry: number, text: text) }
        return [event, Event(time: begin + length, action: undoing, words: "")]
    }
    private static func action(
        _ words: [Substring], _ number: Int
    ) throws(RehearsalError) -> RehearsalAction {
        let text = words.joined(separator: " ")
        if let known = RehearsalAction.words.first(where: { $0.text == text }) {
            return known.action
        }
        if words.count == 2, words[0] == "delay" { return .delay(try duration(words[1], number)) }
        if words.count == 2, words[0] == "horizon" {
            return .horizon(try duration(words[1], number))
        }
        throw .unknownWords(entry: number, text: text)
    }
    private static func duration(
        _ text: Substring, _ number: Int
    ) throws(RehearsalError) -> Interval {
        if text.hasSuffix("ms") { return try seconds(text.dropLast(2), number, scale: 0.001) }
        guard text.hasSuffix("s") else { throw .badTime(entry: number, text: String(text)) }
        return try seconds(text.dropLast(), number)
    }
    private static func seconds(
        _ text: Substring, _ number: Int, scale: Double = 1
    ) throws(RehearsalError) -> Interval {
        guard let value = Double(text), value.isFinite, value >= 0,
            value * scale <= Limits.rehearsalTime.seconds
        else { throw .badTime(entry: number, text: String(text)) }
        return .milliseconds(Int64((value * scale * 1_000).rounded()))
    }
    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
