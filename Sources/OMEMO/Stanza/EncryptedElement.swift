package import XML
import Primitives

/// The `<encrypted/>` element (XEP-0384 0.9, section 5.5).
package struct EncryptedElement: Sendable, Equatable {
  package struct Key: Sendable, Equatable {
    package let recipient: DeviceID
    package let isKeyExchange: Bool
    package let bytes: [UInt8]

    package init(recipient: DeviceID, isKeyExchange: Bool, bytes: [UInt8]) {
      self.recipient = recipient
      self.isKeyExchange = isKeyExchange
      self.bytes = bytes
    }
  }

  /// The keys for one account's devices.
  package struct Keys: Sendable, Equatable {
    package let account: JID
    package let keys: [Key]

    package init(account: JID, keys: [Key]) {
      self.account = account
      self.keys = keys
    }
  }

  /// The sending device, `sid`. Whose device it is the stanza's `from` says.
  package let sender: DeviceID
  package let keys: [Keys]
  /// `nil` in an empty message.
  package let payload: [UInt8]?

  package init(sender: DeviceID, keys: [Keys], payload: [UInt8]?) {
    self.sender = sender
    self.keys = keys
    self.payload = payload
  }

  /// Reads the element. What is unknown is ignored; what stands twice is refused, since two readers could choose
  /// differently.
  package init(_ element: Element) throws(OMEMOError) {
    let namespace = Profile.omemo2.namespace
    guard element.name == "encrypted", element.namespace == namespace,
      let header = try Self.atMostOne(element, "header"),
      let sender = header.attribute("sid").flatMap(DeviceID.init(text:))
    else { throw .malformedElement }
    self.sender = sender
    payload = try Self.atMostOne(element, "payload").map { (payload) throws(OMEMOError) in
      try Self.bytes(payload)
    }
    let accounts = header.elements("keys", namespace)
    guard accounts.count <= OMEMOLimits.accountsPerMessage else { throw .tooMany }
    var seen: Set<JID> = []
    var total = 0
    keys = try accounts.map { (account) throws(OMEMOError) in
      guard let jid = account.attribute("jid").flatMap({ try? JID($0).bare }), seen.insert(jid).inserted else {
        throw .malformedElement
      }
      let elements = account.elements("key", namespace)
      total += elements.count
      guard total <= OMEMOLimits.keysPerMessage else { throw .tooMany }
      return Keys(account: jid, keys: try Self.keys(elements))
    }
  }

  /// What is addressed to one device.
  package func key(for device: DeviceID, of account: JID) -> Key? {
    keys.first { $0.account == account.bare }?.keys.first { $0.recipient == device }
  }

  package var element: Element {
    let namespace = Profile.omemo2.namespace
    let accounts = keys.map { account in
      Element(
        "keys", namespace: namespace, ["jid": account.account.description],
        children: account.keys.map(Self.element))
    }
    var children = [Element("header", namespace: namespace, ["sid": sender.description], children: accounts)]
    if let payload {
      children.append(Element("payload", namespace: namespace, text: TextEncoding.base64(payload)))
    }
    return Element("encrypted", namespace: namespace, children: children)
  }

  private static func keys(_ elements: [Element]) throws(OMEMOError) -> [Key] {
    var seen: Set<DeviceID> = []
    return try elements.map { (element) throws(OMEMOError) in
      guard let recipient = element.attribute("rid").flatMap(DeviceID.init(text:)), seen.insert(recipient).inserted
      else { throw .invalidID }
      let bytes = try bytes(element)
      return Key(
        recipient: recipient, isKeyExchange: try flag(element) || KeyExchange.isLikely(bytes), bytes: bytes)
    }
  }

  private static func flag(_ element: Element) throws(OMEMOError) -> Bool {
    switch element.attribute("kex") {
    case nil, "false", "0": false
    case "true", "1": true
    default: throw .malformedElement
    }
  }

  private static func element(_ key: Key) -> Element {
    var element = Element(
      "key", namespace: Profile.omemo2.namespace, ["rid": key.recipient.description],
      text: TextEncoding.base64(key.bytes))
    if key.isKeyExchange { element.attributes.append(Attribute("kex", "true")) }
    return element
  }

  private static func atMostOne(_ element: Element, _ name: String) throws(OMEMOError) -> Element? {
    do { return try element.atMostOne(name, Profile.omemo2.namespace) } catch { throw .malformedElement }
  }

  private static func bytes(_ element: Element) throws(OMEMOError) -> [UInt8] {
    guard let bytes = TextEncoding.decodeBase64(element.text) else { throw .malformedElement }
    return bytes
  }
}
