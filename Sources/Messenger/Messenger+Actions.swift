package import Pawl
import PushClient
import XML
import XMPPClient

extension Messenger {
  /// Carries out what the device asks for. What fails is told, and does not keep the rest from being done.
  package func perform(_ actions: [Action]) async {
    var waiting = actions[...]
    while let action = waiting.popFirst() {
      do {
        waiting += try await perform(action)
      } catch let error as RequestError {
        announce.yield(.failed(.action(action), error))
      } catch let error as PushClientError {
        announce.yield(.pushFailed(error))
      } catch let error as ImportError {
        announce.yield(.refused(jid: action.owner ?? account.description, error))
      } catch {
        announce.yield(.storeFailed(error as? StorageError ?? .corrupt))
      }
    }
  }

  /// - Returns: what that leads to.
  private func perform(_ action: Action) async throws -> [Action] {
    switch action {
    case .send(let stanza): try await post(stanza)
    case .publishBundle(let namespace):
      try await client.publish(try publication(of: device.bundle(namespace), bundleIn: namespace))
    case .publishDeviceList(let namespace):
      try await client.publish(
        Publication(
          node: namespace.deviceListNode, itemID: Self.current,
          payload: Element.parse(Array(device.deviceList(namespace).utf8)), options: Self.open))
    case .fetchDeviceList(let jid, let namespace): return try await fetchDeviceList(of: jid, namespace)
    case .fetchBundle(let jid, let id, let namespace):
      let item = try await latest(of: jid, at: namespace.bundleNode(of: id), id: namespace.bundleItem(of: id))
      guard let item else { throw ImportError.malformed }
      try await device.importBundle(item.serialized(), of: jid, device: id)
    case .fetchTokens(let count): return try await fetchTokens(count)
    case .revokeTokens(let tokens): try await revoke(tokens)
    }
    return []
  }

  /// Fetches a list. A node that is not there is a list of nobody's.
  private func fetchDeviceList(of jid: String, _ namespace: Namespace) async throws -> [Action] {
    let name = namespace == .omemo2 ? "devices" : "list"
    let list =
      try await latest(of: jid, at: namespace.deviceListNode, id: nil) ?? Element(name, namespace: namespace.rawValue)
    let actions = try await device.importDeviceList(list.serialized(), of: jid)
    return actions.filter { $0 != .publishDeviceList(namespace) || budget.spend(at: now) }
      + (try await device.supplyDueTokens(now: now))
  }

  /// The payload of a node's item: of the one with that id, or of the latest.
  ///
  /// - Returns: `nil` where there is none, or none to be seen by us.
  func latest(of jid: String, at node: String, id: String?) async throws -> Element? {
    let owner = try JID(jid)
    let items: [PubSubItem]
    do throws(RequestError) {
      items = try await client.items(of: owner == account ? nil : owner, at: node, ids: id.map { [$0] } ?? [])
    } catch {
      guard case .refused(let cause) = error, cause.condition == "item-not-found" else { throw error }
      return nil
    }
    let wanted = id ?? Self.current
    if let item = items.first(where: { $0.id == wanted }) { return item.payload }
    // Older clients gave a list's item another id.
    return id == nil ? items.last?.payload : nil
  }

  private func publication(of bundle: String, bundleIn namespace: Namespace) throws -> Publication {
    Publication(
      node: namespace.bundleNode(of: device.id), itemID: namespace.bundleItem(of: device.id),
      payload: try Element.parse(Array(bundle.utf8)), options: namespace == .omemo2 ? Self.openForMany : Self.open)
  }

  private static let current = "current"

  /// XEP-0384 0.9, section 5.3: everyone may read it. Who is no contact yet could not write otherwise.
  private static let open: KeyValuePairs = ["pubsub#persist_items": "true", "pubsub#access_model": "open"]

  /// The one node of all bundles has an item a device.
  private static let openForMany: KeyValuePairs = [
    "pubsub#persist_items": "true", "pubsub#access_model": "open", "pubsub#max_items": "max",
  ]
}

extension Action {
  /// Whose node it is about, if it is another's.
  fileprivate var owner: String? {
    switch self {
    case .fetchDeviceList(let jid, _), .fetchBundle(let jid, _, _): jid
    case .send, .publishBundle, .publishDeviceList, .fetchTokens, .revokeTokens: nil
    }
  }
}
