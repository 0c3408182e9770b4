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
    /// The same, of plans that a car can follow: what the simulated world has.
    static func loadCar(_ path: String) throws(ProcessFailure) -> ModelBundle {
        let bundle = try load(path)
        do throws(ModelLoadError) {
            try bundle.plan.requireCar()
        } catch {
            throw ProcessFailure(error)
        }
        return bundle
    }
}
