/// The states of a recording as a table: a first line with the fields' names, then one line a
/// picture, separated by commas.
struct StateTable {
    /// One state vector a picture.
    let rows: [[Float]]

    /// Reads `text`, the contents of the file at `path`, with these `fields` in this order.
    init(_ text: String, path: String, fields: [String]) throws(FrameFolderError) {
        var rows: [[Float]] = []
        // A carriage return with its line feed is one line's end.
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map {
                String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            if index == 0 {
                guard cells == fields else {
                    throw .line(
                        path: path, line: 1,
                        reason: "the fields are to be \(fields.joined(separator: ","))")
                }
                continue
            }
            if line.allSatisfy({ $0 == " " }) { continue }
            let numbers = cells.compactMap(Float.init).filter(\.isFinite)
            guard numbers.count == fields.count, cells.count == fields.count else {
                throw .line(
                    path: path, line: index + 1,
                    reason: "it is to have \(fields.count) finite numbers")
            }
            rows.append(numbers)
        }
        self.rows = rows
    }
}
