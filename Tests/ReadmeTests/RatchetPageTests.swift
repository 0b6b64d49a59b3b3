import Testing

import Crypto
import DoubleRatchet
import Foundation

/// What goes over the wire.
struct Packet {
  let header: RatchetHeader
  let sealed: Data

  /// The header as it is authenticated: the ratchet key, then both numbers, big-endian.
  static func bytes(of header: RatchetHeader) -> Data {
    Data(header.ratchetKey.encoded)
      + [header.previousCount, header.number].flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
  }
}

/// The cipher's key for a message.
func cipherKey(_ key: borrowing MessageKey) -> SymmetricKey {
  key.secret.withBytes { seed in
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: seed), info: Data("org.example.chat message".utf8), outputByteCount: 32)
  }
}

/// One side of a conversation.
struct Party: ~Copyable {
  var ratchet: Ratchet
  /// A store bounds them in number and age.
  var keptKeys: [SkippedKeyID: [UInt8]] = [:]

  init(_ ratchet: consuming Ratchet) {
    self.ratchet = ratchet
  }

  mutating func seal(_ text: String) throws -> Packet {
    let message = try ratchet.nextMessage()
    let sealed = try ChaChaPoly.seal(
      Data(text.utf8), using: cipherKey(message.key), authenticating: Packet.bytes(of: message.header))
    return Packet(header: message.header, sealed: sealed.combined)
  }

  mutating func open(_ packet: Packet) throws -> String {
    var kept: MessageKey?
    if let id = ratchet.storedKeyID(for: packet.header), let bytes = keptKeys[id] {
      kept = try MessageKey(stored: Ratchet.Secret(copying: bytes))
    }
    // Until here, and if the next step throws, nothing has changed.
    let accepted = try ratchet.reception(of: packet.header, storedKey: kept).authenticated { key in
      let box = try ChaChaPoly.SealedBox(combined: packet.sealed)
      let text = try ChaChaPoly.open(box, using: cipherKey(key), authenticating: Packet.bytes(of: packet.header))
      return String(decoding: text, as: UTF8.self)
    }
    let received = ratchet.accept(accepted)
    if let spent = received.spent { keptKeys[spent] = nil }
    switch received.skipped {
    case .some(let skipped):
      for (index, id) in skipped.ids.enumerated() { keptKeys[id] = skipped.key(at: index).secret.withBytes { Array($0) } }
    case .none: break
    }
    return received.intoPlaintext()
  }
}

/// Alice writes twice; the second message is there first.
func ratchetConversation(sharedSecret: [UInt8]) throws -> [String] {
  let label = Array("org.example.chat root".utf8)
  let first = Ratchet.PrivateKey()
  var alice = Party(
    try Ratchet(
      initiatorWith: Ratchet.Secret(copying: sharedSecret), peerRatchetKey: first.publicKey, rootInfo: label))
  var bob = Party(
    try Ratchet(responderWith: Ratchet.Secret(copying: sharedSecret), ratchetKey: first, rootInfo: label))

  let one = try alice.seal("one")
  let two = try alice.seal("two")
  var texts = [try bob.open(two), try bob.open(one)]
  texts.append(try alice.open(bob.seal("three")))

  // What a store keeps, and what a ratchet is read from again.
  alice.ratchet = try Ratchet(decoding: alice.ratchet.encoded(), rootInfo: label)
  texts.append(try bob.open(alice.seal("four")))
  return texts
}

@Suite("Page: Two ratchets that talk")
struct RatchetPageTests {
  @Test("Messages arrive late and are read, and a ratchet is stored in between")
  func conversation() throws {
    #expect(try ratchetConversation(sharedSecret: Array(0..<32)) == ["two", "one", "three", "four"])
    #expect(throws: Ratchet.KeyError.wrongLength) { try ratchetConversation(sharedSecret: [1, 2, 3]) }
  }
}
