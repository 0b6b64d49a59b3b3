package import XML

extension Client {
  /// Asks (RFC 6120 section 8.2.3), and waits for the answer of the one who was asked.
  ///
  /// - Parameters:
  ///   - type: `get` or `set`.
  ///   - addressee: whom to ask; our own account if `nil`.
  /// - Returns: the stanza of type result.
  package func request(
    _ type: String, of addressee: JID? = nil, _ payload: Element
  ) async throws(RequestError) -> Element {
    let id = Identifier.random()
    try send(.iq(type, id: id, to: addressee?.description, payload))
    let timeout = Task {
      try await Task.sleep(for: Self.answerTimeout)
      self.expire(id)
    }
    defer { timeout.cancel() }
    // No answer can be missed: the actor reads nothing between the sending and the waiting.
    return try await withCheckedContinuation { answer in
      requests[id] = PendingRequest(addressee: addressee, answer: answer)
    }.get()
  }

  /// The features and identities of another entity (XEP-0030), as its `<query/>` names them.
  package func discover(_ entity: JID) async throws(RequestError) -> Element {
    let answer = try await request("get", of: entity, Element("query", namespace: XMPPNamespace.discoInfo))
    guard let query = try? answer.atMostOne("query", XMPPNamespace.discoInfo) else { throw .malformedAnswer }
    return query
  }

  func receiveAnswer(_ iq: Element, own: JID) {
    guard let id = iq.attribute("id"), let request = requests[id], iq.isReply(from: request.addressee, own: own) else {
      return
    }
    requests[id] = nil
    let isError = iq.attribute("type") == "error"
    request.answer.resume(returning: isError ? .failure(.refused(StanzaError(iq))) : .success(iq))
  }

  private func expire(_ id: String) {
    requests.removeValue(forKey: id)?.answer.resume(returning: .failure(.timedOut))
  }

  /// 60 s: a server may have to ask another for the answer, and a lost connection be resumed.
  private static let answerTimeout = Duration.seconds(60)
}
