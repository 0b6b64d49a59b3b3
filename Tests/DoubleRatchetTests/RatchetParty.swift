import DoubleRatchet
import Primitives

/// One side of a conversation that has a ratchet and nothing else: a message is its header, its text, and an HMAC of the
/// text under the message key.
struct RatchetParty: ~Copyable {
  struct Packet: Sendable {
    var header: RatchetHeader
    var text: String
    var tag: [UInt8]
  }

  enum Failure: Error, Equatable {
    case forged
  }

  var ratchet: Ratchet
  private(set) var skipped: [SkippedKeyID: [UInt8]] = [:]

  init(_ ratchet: consuming Ratchet) {
    self.ratchet = ratchet
  }

  /// Two parties that share a secret: the first can send at once.
  static func pair() throws -> Pair {
    let secret = SecretBytes(randomCount: RootKey.byteCount)
    let info = Array("test root".utf8)
    let signedPreKey = X25519PrivateKey()
    let initiator = try Ratchet(
      initiatorWith: RootKey(secret.part(0..<RootKey.byteCount)), peerRatchetKey: signedPreKey.publicKey, rootInfo: info)
    let responder = Ratchet(responderWith: try RootKey(secret), signedPreKey: signedPreKey, rootInfo: info)
    return Pair(alice: RatchetParty(initiator), bob: RatchetParty(responder))
  }

  struct Pair: ~Copyable {
    var alice: RatchetParty
    var bob: RatchetParty

    consuming func split(_ body: (inout RatchetParty, inout RatchetParty) throws -> Void) rethrows {
      var alice = alice
      var bob = bob
      try body(&alice, &bob)
    }
  }

  mutating func send(_ text: String) throws -> Packet {
    let message = try ratchet.nextMessage()
    return Packet(header: message.header, text: text, tag: Self.tag(message.key, text))
  }

  mutating func receive(_ packet: Packet) throws -> String {
    var storedKey: MessageKey?
    if let id = ratchet.storedKeyID(for: packet.header), let bytes = skipped[id] {
      storedKey = try MessageKey(stored: SecretBytes(copying: bytes))
    }
    let accepted = try ratchet.reception(of: packet.header, storedKey: storedKey)
      .authenticated { (key) throws(Failure) -> String in
        guard Self.tag(key, packet.text) == packet.tag else { throw .forged }
        return packet.text
      }
    let received = ratchet.accept(accepted)
    if let spent = received.spent { skipped[spent] = nil }
    switch received.skipped {
    case .some(let keys):
      for (index, id) in keys.ids.enumerated() { skipped[id] = keys.key(at: index).secret.declassified() }
    case .none: break
    }
    return received.plaintext
  }

  private static func tag(_ key: borrowing MessageKey, _ text: String) -> [UInt8] {
    HMAC.sha256(key: key.secret, Array(text.utf8)).declassified()
  }
}
