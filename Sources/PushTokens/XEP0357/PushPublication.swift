package import XML

/// The payload of the request by which a server tells a push service that there is something (section 7): a `<pubsub/>` with
/// one notification, and the options that the client had given.
///
/// Who sends it proves nothing by his address; ``options`` does. Servers send it in their own name or in the user's.
package struct PushPublication: Hashable, Sendable {
  package let node: String
  /// `nil` for a notification without a form.
  package let summary: PushSummary?
  package let options: [String: String]

  package init(node: String, summary: PushSummary?, options: [String: String]) {
    self.node = node
    self.summary = summary
    self.options = options
  }

  /// Whether a request's payload is for a push service by its shape, readable or not.
  package static func isPublication(_ element: Element) -> Bool {
    element.name == "pubsub" && element.namespace == PushNamespace.pubSub
      && !element.elements("publish", PushNamespace.pubSub).isEmpty
  }

  /// Other children of the notification, such as Tigase's encrypted push, are passed over.
  package init(_ element: Element) throws(PushStanzaError) {
    guard element.name == "pubsub", element.namespace == PushNamespace.pubSub,
      let publish = Self.one("publish", in: element), let node = publish.attribute("node"),
      let item = Self.one("item", in: publish),
      let notification = Self.one("notification", PushNamespace.push, in: item)
    else { throw .malformed }
    self.node = try PushService.checked(node)
    let forms = notification.elements("x", PushNamespace.dataForm)
    guard forms.count <= 1 else { throw .malformed }
    // A form of another type is not this one, and no fault. Nor is a long value: servers may pass whole bodies on, and if one
    // were refused, a contact could end the user's registration.
    let form = try forms.first.map { (form) throws(PushStanzaError) in try PushForm(form, valueBytes: nil) }
    summary = form.flatMap { $0.type == PushNamespace.summary ? PushSummary(fields: $0.fields) : nil }
    let given = element.elements("publish-options", PushNamespace.pubSub)
    guard given.count <= 1 else { throw .malformed }
    options =
      try given.first.map { (given) throws(PushStanzaError) in
        try PushForm.fields(of: given, type: PushNamespace.publishOptions)
      } ?? [:]
  }

  package var element: Element {
    let notification = Element(
      "notification", namespace: PushNamespace.push, children: summary.map { [$0.form.element()] } ?? [])
    let item = Element("item", namespace: PushNamespace.pubSub, children: [notification])
    let publish = Element("publish", namespace: PushNamespace.pubSub, ["node": node], children: [item])
    let form = PushForm(type: PushNamespace.publishOptions, fields: options).element()
    let given = Element("publish-options", namespace: PushNamespace.pubSub, children: [form])
    return Element(
      "pubsub", namespace: PushNamespace.pubSub, children: options.isEmpty ? [publish] : [publish, given])
  }

  private static func one(_ name: String, _ namespace: String = PushNamespace.pubSub, in element: Element) -> Element? {
    let found = element.elements(name, namespace)
    return found.count == 1 ? found[0] : nil
  }
}
