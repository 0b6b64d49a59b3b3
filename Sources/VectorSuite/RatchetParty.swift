import DoubleRatchet
import OMEMO
import Primitives

/// One side of a `ratchet` case: its sessions, kept keys and prekeys, in memory.
final class RatchetParty {
  private let profile: Profile
  private let identity: IdentityKeyPair
  private let keys: VectorValue
  private var sessions: [SessionBox] = []
  private var kept: [SkippedKeyID: SecretKey] = [:]
  private var usedPreKeys: Set<UInt32> = []
  /// How many of the side's ratchet keys are spent.
  private var spentRatchetKeys = 0

  /// A session that can stand in an array.
  private final class SessionBox {
    var session: Session

    init(_ session: consuming Session) {
      self.session = session
    }
  }

  private final class SecretKey {
    let bytes: SecretBytes

    init(_ bytes: consuming SecretBytes) {
      self.bytes = bytes
    }
  }

  /// A, with a session from the bundle.
  convenience init(initiating input: VectorValue, _ profile: Profile) throws {
    try self.init(input.field("parties").field("A"), profile)
    let bundle = try input.field("bundle").bundle(in: profile).verified()
    let id = try input.id("prekey_id")
    guard let preKey = bundle.bundle.oneTimePreKeys.first(where: { $0.id == id }) else {
      throw VectorError.malformed("prekey_id")
    }
    let session = try Session(
      initiating: profile, identity: identity, bundle: bundle, oneTimePreKey: preKey, registrationID: 0,
      ephemeral: keys.privateKey("ephemeral"), ratchetKey: Self.ratchetKey(0, keys))
    spentRatchetKeys = 1
    sessions = [SessionBox(session)]
  }

  /// B, who waits.
  convenience init(responding input: VectorValue, _ profile: Profile) throws {
    try self.init(input.field("parties").field("B"), profile)
  }

  private init(_ keys: VectorValue, _ profile: Profile) throws {
    self.profile = profile
    self.keys = keys
    identity = try keys.field("identity").identity()
  }

  /// Seals in the session that was used last.
  func seal(_ plaintext: borrowing SecretBytes) throws -> SealedMessage {
    guard let box = sessions.first else { throw VectorError.malformed("there is no session to send in") }
    return try box.session.seal(plaintext)
  }

  func open(_ wire: [UInt8], isKeyExchange: Bool) throws -> [UInt8] {
    guard isKeyExchange else { return try openMessage(RatchetMessage(wire, in: profile)) }
    let exchange = try KeyExchange(wire, in: profile)
    let message = try RatchetMessage(exchange.message, in: profile)
    if let known = sessions.first(where: { $0.session.exchange.ephemeralKey == exchange.id.ephemeralKey }) {
      guard known.session.exchange == exchange.id, known.session.role == .responder else { throw UnknownPreKey() }
      return try open(message, known)
    }
    return try begin(exchange.id, message)
  }

  private func begin(_ exchange: KeyExchangeID, _ message: RatchetMessage) throws -> [UInt8] {
    guard keys.optional("signed_prekeys") != nil, !usedPreKeys.contains(exchange.preKeyID),
      let signedPreKey = try keys.privatePreKey(exchange.signedPreKeyID, in: "signed_prekeys"),
      let preKey = try keys.privatePreKey(exchange.preKeyID, in: "prekeys")
    else { throw UnknownPreKey() }
    let box = SessionBox(
      try Session(
        responding: profile, identity: identity, exchange: exchange, signedPreKey: signedPreKey, oneTimePreKey: preKey))
    let plaintext = try open(message, box)
    usedPreKeys.insert(exchange.preKeyID)
    return plaintext
  }

  private func openMessage(_ message: RatchetMessage) throws -> [UInt8] {
    var failure: any Error = UnknownPreKey()
    for box in sessions {
      do { return try open(message, box) } catch { failure = error }
    }
    throw failure
  }

  /// Opens a message in a session, which is the first to be sent in from then on.
  private func open(_ message: RatchetMessage, _ box: SessionBox) throws -> [UInt8] {
    var storedKey: MessageKey?
    if let id = box.session.storedKeyID(for: message), let key = kept[id] {
      storedKey = try MessageKey(stored: key.bytes.part(0..<key.bytes.count))
    }
    let (index, keys) = (spentRatchetKeys, keys)
    _ = try Self.ratchetKey(index, keys)  // there is one, so that the closure finds it
    var drawn = false
    let received = try box.session.open(message, storedKey: storedKey) {
      drawn = true
      return (try? Self.ratchetKey(index, keys)) ?? X25519PrivateKey()
    }
    if drawn { spentRatchetKeys += 1 }
    if let spent = received.spent { kept[spent] = nil }
    switch received.skipped {
    case .some(let skipped):
      for (index, id) in skipped.ids.enumerated() {
        kept[id] = SecretKey(SecretBytes(copying: skipped.key(at: index).secret.declassified()))
      }
    case .none: break
    }
    sessions.removeAll { $0 === box }
    sessions.insert(box, at: 0)
    return received.plaintext.declassified()
  }

  private static func ratchetKey(_ index: Int, _ keys: VectorValue) throws -> X25519PrivateKey {
    let list = try keys.list("ratchet_keys")
    guard index < list.count, case .text(let hex) = list[index], let bytes = TextEncoding.decodeHex(hex) else {
      throw VectorError.malformed("the ratchet keys run out")
    }
    return try X25519PrivateKey(SecretBytes(copying: bytes))
  }
}
