import XML

/// A request that waits for its answer.
struct PendingRequest {
  /// Who was asked; `nil` for our own account.
  let addressee: JID?
  let answer: CheckedContinuation<Result<Element, RequestError>, Never>
}
