package import XML

/// The payload of the request by which a client has its server push to a service (section 5): a set to the own account.
///
/// To be sent after each new session, not after a resumed one: servers tie the registration to the session.
package struct PushEnabling: Hashable, Sendable {
  package let service: PushService
  /// What the server is to show the service with each push: whoever publishes without is nobody. ChatSecure and its RubDub
  /// named it `token`; so does our gateway.
  package let options: [String: String]

  package init(_ service: PushService, options: [String: String]) {
    self.service = service
    self.options = options
  }

  /// - Throws: ``PushStanzaError``. A node is required, though the XEP lets it be left out.
  package init(_ element: Element) throws(PushStanzaError) {
    guard element.name == "enable", element.namespace == PushNamespace.push,
      let jid = element.attribute("jid").flatMap({ try? JID($0) }), let node = element.attribute("node")
    else { throw .malformed }
    service = PushService(jid: jid, node: try PushService.checked(node))
    options = try PushForm.fields(of: element, type: PushNamespace.publishOptions)
  }

  package var element: Element {
    let form = PushForm(type: PushNamespace.publishOptions, fields: options)
    return Element(
      "enable", namespace: PushNamespace.push, ["jid": service.jid.description, "node": service.node],
      children: options.isEmpty ? [] : [form.element()])
  }
}
