import Foundation
import Pawl

/// OMEMO for an app that has its XMPP library already: stanzas come as strings, and go as strings.
///
/// This is the part to take over. Put your library's connection in ``ForeignConnection``'s place: what sends a stanza, and
/// what sends an `<iq/>` and waits for the answer.
actor Adapter {
  private let device: Device
  private let connection: ForeignConnection

  init(device: Device, connection: ForeignConnection) {
    self.device = device
    self.connection = connection
  }

  /// To be called after each login that did not resume a session.
  func announce() async {
    for namespace in Namespace.allCases.reversed() {
      await perform([
        .publishBundle(namespace), .fetchDeviceList(jid: device.jid, namespace), .publishDeviceList(namespace),
      ])
    }
    do { await perform(try await device.maintain(now: .now)) } catch { show("the store failed: \(error)") }
  }

  /// Encrypts a text and sends it.
  func send(_ text: String, to contact: String) async throws {
    // A list that was not known leads to bundles: what is missing is asked for twice.
    for _ in 1...2 { await perform(try await device.missing(for: [contact])) }
    let sent = try await device.encrypt(text, to: contact, now: .now)
    try await connection.send(sent.stanza)
    await perform(sent.actions)
    for omission in sent.omitted { show("not for \(omission.recipient.device): \(omission.reason.rawValue)") }
  }

  /// To be called with every `<message/>` that the library does not use itself.
  func take(_ text: String) async {
    guard let stanza = Stanza(text), stanza.name == "message" else { return }
    if let (list, owner) = deviceList(in: stanza) {
      do { await perform(try await device.importDeviceList(list, of: owner)) } catch { show("\(owner)'s list: \(error)") }
    } else if stanza.contains("encrypted", in: Namespace.allCases.map(\.rawValue)) {
      await decrypt(text)
    }
  }

  private func decrypt(_ stanza: String) async {
    do throws(ReceiveError) {
      let received = try await device.receive(stanza, now: .now)
      for case .message(let message) in received.events {
        if let text = message.text { show("\(received.sender.jid) (\(received.sender.trust.rawValue)): \(text)") }
      }
      await perform(received.actions)
    } catch {
      switch try? await device.remedy(for: error, to: stanza) {
      case .ignore: break
      case .startSession(let sender, let namespace):
        await perform([.fetchBundle(jid: sender.jid, device: sender.device, namespace)])
        if let answer = try? await device.repair(sender.jid, device: sender.device, now: .now) {
          await perform([.send(stanza: answer)])
        }
      case .offerRepair(let sender, _), .reviewKey(let sender): show("\(sender.jid) \(sender.device) wants to be looked at")
      case .notice, .retry, nil: show("a message came that cannot be read here")
      }
    }
  }

  /// A device list that its owner published. It is his whom the server names as the sender, and comes from nobody's resource.
  private func deviceList(in stanza: Stanza) -> (xml: String, owner: String)? {
    guard let owner = stanza.attributes["from"], !owner.contains("/"),
      let items = stanza.child("event", "http://jabber.org/protocol/pubsub#event")?.child("items"),
      Namespace.allCases.contains(where: { $0.deviceListNode == items.attributes["node"] }),
      let list = items.child("item")?.children.first
    else { return nil }
    return (list.xml, owner)
  }

  /// Carries out what the device asks for. What fails is told, and does not keep the rest from being done.
  private func perform(_ actions: [Action]) async {
    var waiting = actions[...]
    while let action = waiting.popFirst() {
      do { waiting += try await perform(action) } catch { show("\(action): \(error)") }
    }
  }

  /// - Returns: what that leads to.
  private func perform(_ action: Action) async throws -> [Action] {
    switch action {
    case .send(let stanza): try await connection.send(stanza)
    case .publishBundle(let namespace):
      let (node, item) = (namespace.bundleNode(of: device.id), namespace.bundleItem(of: device.id))
      try await publish(device.bundle(namespace), at: node, item: item, holdsMany: namespace == .omemo2)
    case .publishDeviceList(let namespace):
      try await publish(device.deviceList(namespace), at: namespace.deviceListNode, item: "current")
    case .fetchDeviceList(let jid, let namespace):
      guard let list = try await fetch("current", of: jid, at: namespace.deviceListNode) else { break }
      return try await device.importDeviceList(list, of: jid)
    case .fetchBundle(let jid, let id, let namespace):
      guard let bundle = try await fetch(namespace.bundleItem(of: id), of: jid, at: namespace.bundleNode(of: id)) else { break }
      try await device.importBundle(bundle, of: jid, device: id)
    // For an account whose address is a key, and for one that is registered at a push gateway.
    case .publishDeviceStatement, .publishAddressList, .fetchDeviceStatements, .fetchAddressList, .fetchTokens, .revokeTokens:
      break
    }
    return []
  }

  /// Publishes an item that everyone may read (XEP-0384 0.9, section 5.3).
  private func publish(_ xml: String, at node: String, item: String, holdsMany: Bool = false) async throws {
    var fields = [("pubsub#persist_items", "true"), ("pubsub#access_model", "open")]
    if holdsMany { fields.append(("pubsub#max_items", "max")) }
    let form = fields.map { "<field var='\($0)'><value>\($1)</value></field>" }.joined()
    _ = try await connection.request(
      "set", of: nil,
      """
      <pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='\(node)'><item id='\(item)'>\(xml)</item></publish>\
      <publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>\
      <value>http://jabber.org/protocol/pubsub#publish-options</value></field>\(form)</x></publish-options></pubsub>
      """)
  }

  /// - Returns: the item's payload; `nil` where there is none, or none that we may see: an account without a device of this
  ///   version.
  private func fetch(_ item: String, of jid: String, at node: String) async throws -> String? {
    let query = "<items node='\(node)'><item id='\(item)'/></items>"
    do {
      let answer = try await connection.request(
        "get", of: jid, "<pubsub xmlns='http://jabber.org/protocol/pubsub'>\(query)</pubsub>")
      return answer.child("pubsub")?.child("items")?.child("item")?.children.first?.xml
    } catch ForeignConnection.Failure.refused(let condition) where ["item-not-found", "forbidden"].contains(condition) {
      return nil
    }
  }

}

/// Writes a line at once. A text may come from a stranger: nothing in it may move the cursor.
func show(_ line: String) {
  let text = String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
  try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
}

extension Int64 {
  /// Seconds since 1970.
  static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
