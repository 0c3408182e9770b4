import Foundation
import Runtime

/// A page on its way to a file.
enum PageFile {
    /// Writes `page` to `path`.
    ///
    /// - Throws: `ProcessFailure`, which says what to do.
    static func write(_ page: String, to path: String) throws(ProcessFailure) {
        do {
            try Data(page.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw ProcessFailure(
                .file, "cannot write \(path): \(error.localizedDescription); name another file")
        }
    }
}
