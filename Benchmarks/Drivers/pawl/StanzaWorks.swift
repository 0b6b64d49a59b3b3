import OMEMO
import Primitives
import XML

/// Whole stanzas, in and out as text, between two sessions in memory: what a device does but for its store.
enum StanzaWorks {
  static let all: [String: PawlBench.Work] = ["stanza-encrypt": encrypt, "stanza-decrypt": decrypt]

  @Sendable private static func encrypt(_ count: Int) throws -> Answer {
    let pair = try SessionPair()
    let alice = StanzaSide(pair.alice, jid: "alice@example.org", id: 1)
    let bob = StanzaSide(pair.bob, jid: "bob@example.net", id: 2)
    return try Answer.timed(count) {
      for _ in 0..<count { _ = try alice.encrypt(StanzaSide.text, to: bob) }
    }
  }

  @Sendable private static func decrypt(_ count: Int) throws -> Answer {
    let pair = try SessionPair()
    let alice = StanzaSide(pair.alice, jid: "alice@example.org", id: 1)
    let bob = StanzaSide(pair.bob, jid: "bob@example.net", id: 2)
    let stanzas = try (0..<count).map { _ in try alice.encrypt(StanzaSide.text, to: bob) }
    return try Answer.timed(count) {
      for stanza in stanzas { _ = try bob.decrypt(stanza) }
    }
  }
}

/// A side of a session that writes and reads stanzas.
struct StanzaSide {
  let side: SessionSide
  let jid: JID
  let id: DeviceID

  /// A line of chat.
  static let text = "See you at eight, at the corner by the old post office? I have the tickets."
  static let now: Int64 = 1_795_392_000

  init(_ side: SessionSide, jid: String, id: UInt32) {
    guard let jid = try? JID(jid), let id = DeviceID(id) else { preconditionFailure("addresses of the benchmark") }
    self.side = side
    self.jid = jid
    self.id = id
  }

  func encrypt(_ text: String, to peer: StanzaSide) throws -> String {
    try encrypt(text, to: peer.jid, device: peer.id)
  }

  func encrypt(_ text: String, to peer: JID, device: DeviceID) throws -> String {
    let body = Element("body", namespace: "jabber:client", text: text)
    let envelope = Envelope(content: [body], time: DateTime(secondsSinceEpoch: Self.now), from: jid, to: peer)
    let sealed = try PayloadCipher.seal(SecretBytes(copying: Array(envelope.serialised().utf8)))
    let message = try side.session.seal(sealed.keyMaterial)
    let key = EncryptedElement.Key(recipient: device, isKeyExchange: message.isKeyExchange, bytes: message.bytes)
    let encrypted = EncryptedElement(
      namespace: .omemo2, sender: id, keys: [EncryptedElement.Keys(account: peer, keys: [key])],
      payload: sealed.payload)
    return try EncryptedMessage(
      from: jid, to: peer, id: EncryptedMessage.randomID(), encrypted: [encrypted], isShown: true
    ).element.serialized()
  }

  func decrypt(_ stanza: String) throws -> String? {
    let delivery = try Delivery(Element.parse(Array(stanza.utf8)), account: jid)
    let message = try EncryptedMessage(delivery.message)
    guard let key = message.encrypted[0].keys(for: id, of: jid).first, let payload = message.encrypted[0].payload else {
      return nil
    }
    let material = try side.open(key.bytes).intoPlaintext()
    return try Envelope(parsing: PayloadCipher.open(payload, keyMaterial: material).declassified()).body
  }
}
