package import XML

/// The payload as an element of the SCE envelope's content (XEP-0420), Pawl's own:
///
///     <push-tokens xmlns='urn:pawl:push-tokens:0' endpoint='https://…' purpose='knock'>
///       <token expires='2026-12-23T00:00:00Z'>40 hex digits</token>
///     </push-tokens>
///
/// What a later version may add, attributes or children, is passed over; the purpose is not.
extension TokenPayload {
  package static let namespace = "urn:pawl:push-tokens:0"

  /// Whether an element is a payload by its name, readable or not: it is never to be shown or handed on as a text is.
  package static func isPayload(_ element: Element) -> Bool {
    element.name == elementName && element.namespace == namespace
  }

  package var element: Element {
    Element(
      Self.elementName, namespace: Self.namespace, ["endpoint": endpoint.text, "purpose": purpose.rawValue],
      children: tokens.map(\.element))
  }

  /// - Throws: ``PushError``; ``PushError/unknownPurpose`` before anything that the purpose might give another form.
  package init(_ element: Element) throws(PushError) {
    guard Self.isPayload(element), let purposeName = element.attribute("purpose") else { throw .malformedPayload }
    guard let purpose = TokenPurpose(rawValue: purposeName) else { throw .unknownPurpose }
    guard let url = element.attribute("endpoint") else { throw .malformedPayload }
    let endpoint = try PushEndpoint(url)
    let children = element.elements("token", Self.namespace)
    try Self.check(count: children.count)
    var tokens: [TokenGrant] = []
    for child in children { tokens.append(try TokenGrant(child)) }
    try self.init(endpoint: endpoint, tokens: tokens, purpose: purpose)
  }

  private static let elementName = "push-tokens"
}

extension TokenGrant {
  fileprivate var element: Element {
    var element = Element("token", namespace: TokenPayload.namespace, text: token.text)
    if let expires { element.attributes = [Attribute("expires", expires.description)] }
    return element
  }

  fileprivate init(_ element: Element) throws(PushError) {
    let token = try PushToken(element.text)
    guard let text = element.attribute("expires") else {
      self.init(token: token, expires: nil)
      return
    }
    guard let expires = try? DateTime(text) else { throw .invalidDate }
    self.init(token: token, expires: expires)
  }
}
