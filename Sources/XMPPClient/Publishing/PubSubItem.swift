package import XML

/// An item of a node (XEP-0060), its payload unchecked.
package struct PubSubItem: Sendable, Equatable {
  package let id: String?
  package let payload: Element?

  init(_ item: Element) {
    id = item.attribute("id")
    let children = item.elements
    payload = children.count == 1 ? children[0] : nil
  }
}
