import Inference
import ModelBundle
import Runtime

/// A bundle and its models, loaded once for the drives of one thread.
struct EvaluationModels {
    let bundle: ModelBundle
    let compute: BundleCompute

    /// Loads the bundle in the folder at `path`; one car, so batches of one.
    init(path: String) throws(ProcessFailure) {
        bundle = try Bundles.loadCar(path)
        do throws(InferenceError) {
            compute = try BundleCompute(bundle, batchLimit: 1)
        } catch {
            throw ProcessFailure(error)
        }
    }
}
