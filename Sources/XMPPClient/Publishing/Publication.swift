package import XML

/// An item to be published at a node of our own account, and how that node is to be configured (XEP-0163 section 3).
package struct Publication: Sendable {
  package let node: String
  package let itemID: String
  package let payload: Element
  /// Fields of the node's configuration, `pubsub#access_model` and the like.
  package let options: KeyValuePairs<String, String>

  package init(node: String, itemID: String, payload: Element, options: KeyValuePairs<String, String>) {
    self.node = node
    self.itemID = itemID
    self.payload = payload
    self.options = options
  }

  /// Publishes by means of requests to our own account.
  ///
  /// A node that exists and is configured otherwise refuses it. It is then configured, as its owner may, and the item
  /// published again, once: who changes it back each time shall not keep us busy. Without this the node that another
  /// client made stays closed to all contacts.
  package func publish(
    request: @Sendable (Element) async throws(RequestError) -> Element
  ) async throws(RequestError) {
    do throws(RequestError) {
      _ = try await request(publishing)
    } catch {
      guard case .refused(let cause) = error, cause.isPreconditionNotMet else { throw error }
      _ = try await request(configuration)
      _ = try await request(publishing)
    }
  }

  private var publishing: Element {
    let item = Element("item", namespace: XMPPNamespace.pubSub, ["id": itemID], children: [payload])
    return Element(
      "pubsub", namespace: XMPPNamespace.pubSub,
      children: [
        Element("publish", namespace: XMPPNamespace.pubSub, ["node": node], children: [item]),
        Element(
          "publish-options", namespace: XMPPNamespace.pubSub,
          children: [.submission(of: XMPPNamespace.pubSub + "#publish-options", options)]),
      ])
  }

  private var configuration: Element {
    let form = Element.submission(of: XMPPNamespace.pubSub + "#node_config", options)
    return Element(
      "pubsub", namespace: XMPPNamespace.pubSubOwner,
      children: [Element("configure", namespace: XMPPNamespace.pubSubOwner, ["node": node], children: [form])])
  }
}
