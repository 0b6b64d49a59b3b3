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
        if let owner = action.owner, error.isServerUnreachable { await note(isReachable: false, owner) }
        // Who leaves does not wait for answers.
        if isClosing, error == .offline { continue }
        announce.yield(.failed(.action(action), error))
      } catch let error as PushClientError {
        announce.yield(.pushFailed(error))
      } catch let error as AddressError {
        announce.yield(.statementsRefused(jid: action.owner ?? account.description, error))
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
      tell(try await device.importBundle(item.serialized(), of: jid, device: id))
    case .fetchTokens(let count): return try await fetchTokens(count)
    case .revokeTokens(let tokens): try await revoke(tokens)
    case .publishDeviceStatement(let item):
      guard let statement = try await device.deviceStatement(item: item) else { break }
      try await client.publish(
        Publication(
          node: Device.deviceStatementNode, itemID: item, payload: Element.parse(Array(statement.utf8)),
          options: Self.openForMany))
    case .publishAddressList:
      guard let list = try await device.addressList() else { break }
      try await client.publish(
        Publication(
          node: Device.addressListNode, itemID: Self.current, payload: Element.parse(Array(list.utf8)), options: Self.open))
    case .fetchDeviceStatements(let jid): return try await fetchDeviceStatements(of: jid)
    case .fetchAddressList(let jid):
      let item = try await signed(by: jid, at: Device.addressListNode).first { $0.id == Self.current }
      return try await device.importAddressList(item?.payload?.serialized(), of: jid, now: now)
    }
    return []
  }

  private func fetchDeviceStatements(of jid: String) async throws -> [Action] {
    let items = try await signed(by: jid, at: Device.deviceStatementNode)
    let imported = try await device.importDeviceStatements(
      items.compactMap { try? $0.payload?.serialized() }, of: jid, now: now)
    if imported.isContradicted { announce.yield(.statementsRefused(jid: jid, .contradicted)) }
    tell(imported.changes)
    return imported.actions
  }

  /// The items of a node with signed statements. Most accounts have none, which some servers say by `forbidden`; one that
  /// withholds what is there gains no more by it than by an empty answer.
  private func signed(by jid: String, at node: String) async throws -> [PubSubItem] {
    do {
      return try await items(of: jid, at: node)
    } catch RequestError.refused(let cause) where cause.condition == "forbidden" {
      return []
    }
  }

  func tell(_ changes: [TrustChange]) {
    for change in changes { announce.yield(.trustChanged(change)) }
  }

  /// Fetches a list. A node that is not there is a list of nobody's.
  private func fetchDeviceList(of jid: String, _ namespace: Namespace) async throws -> [Action] {
    let name = namespace == .omemo2 ? "devices" : "list"
    let list =
      try await latest(of: jid, at: namespace.deviceListNode, id: nil) ?? Element(name, namespace: namespace.rawValue)
    return try await importDeviceList(list, of: jid) + (try await device.supplyDueTokens(now: now))
  }

  /// Takes over a list that was fetched, or that the server told of. Our own is published anew where this device is missing
  /// on it, as often as the budget has it: two clients that each take the other off would never come to an end.
  func importDeviceList(_ list: Element, of jid: String) async throws -> [Action] {
    let actions = try await device.importDeviceList(list.serialized(), of: jid)
    return actions.filter { action in
      guard case .publishDeviceList = action else { return true }
      return budget.spend(at: now)
    }
  }

  /// The payload of a node's item: of the one with that id, or of the latest.
  ///
  /// - Returns: `nil` where there is none, or none to be seen by us.
  func latest(of jid: String, at node: String, id: String?) async throws -> Element? {
    let items = try await items(of: jid, at: node, ids: id.map { [$0] } ?? [])
    let wanted = id ?? Self.current
    if let item = items.first(where: { $0.id == wanted }) { return item.payload }
    // Older clients gave a list's item another id.
    return id == nil ? items.last?.payload : nil
  }

  /// The items of a node; none where there is no node, or none to be seen by us.
  private func items(of jid: String, at node: String, ids: [String] = []) async throws -> [PubSubItem] {
    let owner = try JID(jid)
    do throws(RequestError) {
      return try await client.items(of: owner == account ? nil : owner, at: node, ids: ids)
    } catch {
      guard case .refused(let cause) = error, cause.condition == "item-not-found" else { throw error }
      return []
    }
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
  /// Whose node is to be fetched, if one is.
  var owner: String? {
    switch self {
    case .fetchDeviceList(let jid, _), .fetchBundle(let jid, _, _), .fetchDeviceStatements(let jid),
      .fetchAddressList(let jid):
      jid
    case .send, .publishBundle, .publishDeviceList, .publishDeviceStatement, .publishAddressList, .fetchTokens,
      .revokeTokens:
      nil
    }
  }
}
