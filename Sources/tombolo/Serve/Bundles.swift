import ModelBundle
import Runtime

/// Bundles as commands name them.
enum Bundles {
    /// The bundle in the folder at `path`, verified.
    static func load(_ path: String) throws(ProcessFailure) -> ModelBundle {
        do throws(BundleError) {
            return try ModelBundle(directory: path)
        } catch {
            throw ProcessFailure(error)
        }
    }
}
