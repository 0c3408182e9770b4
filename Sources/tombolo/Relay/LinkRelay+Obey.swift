import Dispatch
import Relay
import Runtime

extension LinkRelay {
    /// Does what is asked, and returns when it is done: for a thread that may wait.
    func obey(_ order: RelayOrder) throws(ProcessFailure) {
        let done = DispatchSemaphore(value: 0)
        let failure = OrderFailure()
        Task {
            do throws(RelayError) {
                _ = try await perform(order)
            } catch {
                failure.note(error.description)
            }
            done.signal()
        }
        done.wait()
        if let words = failure.words { throw ProcessFailure(.software, words) }
    }
}
