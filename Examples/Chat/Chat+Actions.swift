import Pawl
import XML
import XMPPClient

extension Chat {
  /// Carries out what the device asks for. What fails is told, and does not keep the rest from being done.
  func perform(_ actions: [Action]) async {
    var waiting = actions[...]
    while let action = waiting.popFirst() {
      await attempt { waiting += try await self.perform(action) }
    }
  }

  private func perform(_ action: Action) async throws -> [Action] {
    switch action {
    case .send(let stanza): try await client.send(Element.parse(stanza))
    case .publishBundle(let namespace):
      try await publish(
        device.bundle(namespace), node: namespace.bundleNode(of: device.id), item: namespace.bundleItem(of: device.id),
        maximum: namespace == .omemo2 ? "max" : "1")
    case .publishDeviceList(let namespace):
      try await publish(device.deviceList(namespace), node: namespace.deviceListNode, item: "current")
    case .fetchDeviceList(let jid, let namespace):
      guard let list = try await item("current", of: jid, at: namespace.deviceListNode) else { break }
      return try await device.importDeviceList(list, of: jid)
    case .fetchBundle(let jid, let id, let namespace):
      guard let bundle = try await item(namespace.bundleItem(of: id), of: jid, at: namespace.bundleNode(of: id)) else { break }
      try await device.importBundle(bundle, of: jid, device: id)
    // For an account whose address is a key, and for one that is registered at a push gateway.
    case .publishDeviceStatement, .publishAddressList, .fetchDeviceStatements, .fetchAddressList, .fetchTokens, .revokeTokens: break
    }
    return []
  }

  /// Everyone may read it (XEP-0384 0.9, section 5.3): who is no contact could not write otherwise.
  private func publish(_ xml: String, node: String, item: String, maximum: String = "1") async throws {
    try await client.publish(
      Publication(
        node: node, itemID: item, payload: Element.parse(xml),
        options: ["pubsub#persist_items": "true", "pubsub#access_model": "open", "pubsub#max_items": maximum]))
  }

  private func item(_ id: String, of jid: String, at node: String) async throws -> String? {
    let owner = try JID(jid)
    do throws(RequestError) {
      let items = try await client.items(of: owner == account ? nil : owner, at: node, ids: [id])
      return try? items.first?.payload?.serialized()
    } catch .refused(let cause) where ["item-not-found", "forbidden"].contains(cause.condition) {
      return nil
    }
  }
}
