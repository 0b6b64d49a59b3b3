import DoubleRatchet
import OMEMO
import Primitives
import X3DH

/// A conversation with the fuzzer as the network: each byte of the input says what it does with the messages.
///
/// Whatever it does, what was sealed and comes unchanged opens once to what was sealed, a copy is refused, and what was
/// changed is refused and changes nothing.
enum ConversationFuzzing {
  static func run(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let namespace: Namespace = first & 1 == 0 ? .omemo2 : .legacy
    guard let conversation = try? FuzzedConversation(namespace) else { preconditionFailure("no conversation") }
    for byte in input.dropFirst() { conversation.step(byte) }
    conversation.settle()
  }
}

/// Two parties in memory and what is on its way between them.
private final class FuzzedConversation {
  private struct Parcel {
    let fromInitiator: Bool
    let sealed: SealedMessage
    let text: [UInt8]
    var isRead = false
  }

  private let profile: Profile
  private let initiator: FuzzedParty
  private let responder: FuzzedParty
  private var parcels: [Parcel] = []
  /// Copies of parcels whose keys may have been given up, because too many were skipped, are not told from lost ones.
  private static let maximumParcels = 200

  init(_ namespace: Namespace) throws {
    profile = namespace.profile
    let alice = try IdentityKeyPair.generate()
    let bob = try IdentityKeyPair.generate()
    let signed = X25519PrivateKey()
    let oneTime = X25519PrivateKey()
    let bundle = PreKeyBundle(
      identityKey: profile.publicKey(of: bob), signedPreKey: PublicPreKey(id: 1, key: signed.publicKey),
      signature: profile.sign(signed.publicKey, with: bob), oneTimePreKeys: [PublicPreKey(id: 2, key: oneTime.publicKey)])
    let begun = try Session(
      initiating: profile, identity: alice, bundle: bundle.verified(), oneTimePreKey: bundle.oneTimePreKeys[0],
      registrationID: 3)
    let answered = try Session(
      responding: profile, identity: bob, exchange: begun.exchange, signedPreKey: signed, oneTimePreKey: oneTime)
    initiator = FuzzedParty(begun, profile)
    responder = FuzzedParty(answered, profile)
  }

  /// The two high bits say what, the six low ones which.
  func step(_ byte: UInt8) {
    let index = Int(byte & 0x3f)
    switch byte >> 6 {
    case 0: send(fromInitiator: index & 1 == 0)
    case 1, 2: if !parcels.isEmpty { deliver(parcels.count - 1 - index % parcels.count) }
    default: if !parcels.isEmpty { deliverChanged(parcels.count - 1 - index % parcels.count, bit: index) }
    }
  }

  /// Everything that has not come comes now.
  func settle() {
    for index in parcels.indices where !parcels[index].isRead { deliver(index) }
  }

  private func send(fromInitiator: Bool) {
    guard parcels.count < Self.maximumParcels else { return }
    let party = fromInitiator ? initiator : responder
    // The responder cannot send before the first message has come.
    let text = Array("\(parcels.count)".utf8) + [UInt8](repeating: 0, count: 30)
    guard let sealed = party.seal(text) else { return }
    parcels.append(Parcel(fromInitiator: fromInitiator, sealed: sealed, text: text))
  }

  private func deliver(_ index: Int) {
    let parcel = parcels[index]
    let reader = parcel.fromInitiator ? responder : initiator
    let text = reader.open(parcel.sealed.bytes, isKeyExchange: parcel.sealed.isKeyExchange)
    if parcel.isRead {
      precondition(text == nil, "a copy was opened")
    } else if let text {
      precondition(text == parcel.text, "another text")
      parcels[index].isRead = true
    } else {
      // A message of a chain older than those that are kept, whose end the peer did not state right, may be lost. Ours does.
      preconditionFailure("a message that was sent cannot be opened")
    }
  }

  private func deliverChanged(_ index: Int, bit: Int) {
    let parcel = parcels[index]
    var bytes = parcel.sealed.bytes
    let position = (bit * 37) % (bytes.count * 8)
    bytes[position / 8] ^= 1 << UInt8(position % 8)
    let reader = parcel.fromInitiator ? responder : initiator
    let before = reader.state
    let text = reader.open(bytes, isKeyExchange: parcel.sealed.isKeyExchange)
    // A key exchange may have a bit that says nothing about its message; then it opens to what was sealed.
    if let text {
      precondition(!parcel.isRead && parcel.sealed.isKeyExchange && text == parcel.text, "a changed message was opened")
      parcels[index].isRead = true
    } else {
      precondition(reader.state == before, "a refused message changed the session")
    }
  }
}

/// A session and its kept keys, in memory.
private final class FuzzedParty {
  private let profile: Profile
  private var session: Session
  private var kept: [SkippedKeyID: [UInt8]] = [:]

  init(_ session: consuming Session, _ profile: Profile) {
    self.session = session
    self.profile = profile
  }

  /// Everything that a message may change.
  var state: [UInt8] {
    session.encoded().declassified() + [UInt8(truncatingIfNeeded: kept.count)]
  }

  func seal(_ text: [UInt8]) -> SealedMessage? {
    try? session.seal(SecretBytes(copying: text))
  }

  func open(_ wire: [UInt8], isKeyExchange: Bool) -> [UInt8]? {
    do {
      var bytes = wire
      if isKeyExchange {
        let exchange = try KeyExchange(bytes, in: profile)
        guard exchange.id == session.exchange, session.role == .responder else { return nil }
        bytes = exchange.message
      }
      let message = try RatchetMessage(bytes, in: profile)
      var storedKey: MessageKey?
      if let id = session.storedKeyID(for: message), let key = kept[id] {
        storedKey = try MessageKey(stored: SecretBytes(copying: key))
      }
      let received = try session.open(message, storedKey: storedKey)
      if let spent = received.spent { kept[spent] = nil }
      switch received.skipped {
      case .some(let skipped):
        for (index, id) in skipped.ids.enumerated() { kept[id] = skipped.key(at: index).secret.declassified() }
      case .none: break
      }
      return received.plaintext.declassified()
    } catch {
      return nil
    }
  }
}
