package import PushTokens

extension OutwardClient {
  /// Posts a knock.
  ///
  /// - Returns: the HTTP status; what else the endpoint says is nobody's business, and not waited for.
  package func post(_ knock: KnockRequest) async throws(PushClientError) -> Int {
    try await send(
      knock.method, to: knock.endpoint, headers: knock.headers.map { ($0.key, $0.value) }, body: knock.body, readsBody: false
    ).status
  }
}
