import DoubleRatchet
import OMEMO
import Primitives
import X3DH

/// One side of an OMEMO 2 session, in memory: the ratchet and its wire, no storage and no XML.
final class SessionSide {
  let identity: IdentityKeyPair
  var session: Session

  init(_ identity: consuming IdentityKeyPair, _ session: consuming Session) {
    self.identity = identity
    self.session = session
  }

  func seal(_ plaintext: borrowing SecretBytes) throws -> [UInt8] {
    try session.seal(plaintext).bytes
  }

  /// As a device does: parses the message, and looks for the kept key that it may need.
  func open(_ bytes: [UInt8], storedKey: consuming MessageKey? = nil) throws -> Received<SecretBytes> {
    try session.open(RatchetMessage(bytes, in: .omemo2), storedKey: storedKey)
  }
}

/// What a device publishes, with the private halves.
final class Published {
  let identity: IdentityKeyPair
  let signedPreKey = X25519PrivateKey()
  let oneTimePreKey = X25519PrivateKey()
  let bundle: PreKeyBundle

  init() throws {
    identity = try .generate()
    bundle = PreKeyBundle(
      identityKey: .ed25519(identity.publicKey), signedPreKey: PublicPreKey(id: 1, key: signedPreKey.publicKey),
      signature: Profile.omemo2.sign(signedPreKey.publicKey, with: identity),
      oneTimePreKeys: [PublicPreKey(id: 1, key: oneTimePreKey.publicKey)])
  }

  /// The session that a received key exchange begins, and what its first message said.
  func answer(_ bytes: [UInt8]) throws -> Session {
    let exchange = try KeyExchange(bytes, in: .omemo2)
    // A signed prekey serves many sessions.
    let signed = try X25519PrivateKey(stored: signedPreKey.scalar.part(0..<32), publicKey: signedPreKey.publicKey)
    var session = try Session(
      responding: .omemo2, identity: identity, exchange: exchange.id, signedPreKey: signed,
      oneTimePreKey: oneTimePreKey)
    _ = try session.open(RatchetMessage(exchange.message, in: .omemo2), storedKey: nil)
    return session
  }
}

/// Two sides that both have confirmed.
struct SessionPair {
  let alice: SessionSide
  let bob: SessionSide

  init() throws {
    let published = try Published()
    let identity = try IdentityKeyPair.generate()
    let session = try Self.begin(identity, with: published.bundle)
    alice = SessionSide(identity, session)
    let answered = try published.answer(alice.seal(Self.message))
    bob = SessionSide(try .generate(), answered)
    _ = try alice.open(bob.seal(Self.message))
  }

  /// Each message is answered by the next.
  func converse(_ count: Int) throws {
    for index in 0..<count {
      let (sender, receiver) = index % 2 == 0 ? (alice, bob) : (bob, alice)
      _ = try receiver.open(sender.seal(Self.message))
    }
  }

  static func begin(_ identity: borrowing IdentityKeyPair, with bundle: PreKeyBundle) throws -> Session {
    let bundle = try bundle.verified()
    return try Session(
      initiating: .omemo2, identity: identity, bundle: bundle, oneTimePreKey: bundle.randomOneTimePreKey(),
      registrationID: 1)
  }

  /// As long as the key and the tag that go through the ratchet.
  static let message = SecretBytes(copying: [UInt8](repeating: 0, count: 48))
}
