import ArgumentParser

/// A picture's columns and rows, written like 640x480.
struct PictureSize: ExpressibleByArgument, Hashable {
    let width: Int
    let height: Int

    init?(argument: String) {
        let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
            (1...8_192).contains(width), (1...8_192).contains(height)
        else { return nil }
        self.width = width
        self.height = height
    }
}
