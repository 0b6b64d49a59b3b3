import DoubleRatchet
import OMEMO
import Primitives
import TestSupport
import Testing
import X3DH

/// The two sides of a recorded conversation, with the keys that were recorded.
struct Replay {
  let transcript: Transcript
  let profile: Profile

  init(_ namespace: Namespace) throws {
    transcript = switch namespace {
    case .legacy: try Transcript.legacy()
    case .omemo2: try Transcript.omemo2()
    }
    profile = namespace.profile
  }

  static func secret(_ hex: HexBytes) -> SecretBytes {
    SecretBytes(copying: hex.bytes)
  }

  func bundle() throws -> PreKeyBundle {
    let identity = try Ed25519PublicKey(transcript.bundle.identityKeyEd25519.bytes)
    // Recorded as it is before its sign is moved into it.
    let signature = try Ed25519Signature(transcript.bundle.signedPrekeySignature.bytes)
    return PreKeyBundle(
      identityKey: profile.namespace == .omemo2 ? .ed25519(identity) : .curve25519(try identity.agreementKey()),
      signedPreKey: PublicPreKey(
        id: UInt32(transcript.bob.signedPrekeyId),
        key: try X25519PublicKey(transcript.bundle.signedPrekeyPublic.bytes)),
      signature: profile.namespace == .omemo2 ? signature : CurveSignature.carryingSign(of: identity, signature),
      oneTimePreKeys: try transcript.bob.oneTimePrekeys.map {
        PublicPreKey(id: UInt32($0.id), key: try X25519PublicKey($0.public.bytes))
      })
  }

  func initiator() throws -> Session {
    let exchange = try KeyExchange(transcript.messages[0].wire.bytes, in: profile)
    let bundle = try bundle().verified()
    let preKey = try #require(bundle.bundle.oneTimePreKeys.first { $0.id == exchange.id.preKeyID })
    return try Session(
      initiating: profile, identity: IdentityKeyPair(scalar: Self.secret(transcript.alice.identityPrivate)),
      bundle: bundle, oneTimePreKey: preKey, registrationID: exchange.id.registrationID,
      ephemeral: X25519PrivateKey(Self.secret(transcript.alice.ephemeralPrivate)),
      ratchetKey: X25519PrivateKey(Self.secret(transcript.alice.ratchetPrivatesInOrder[0])))
  }

  func responder(_ wire: [UInt8]) throws -> Session {
    let exchange = try KeyExchange(wire, in: profile).id
    let preKey = try #require(transcript.bob.oneTimePrekeys.first { $0.id == Int(exchange.preKeyID) })
    return try Session(
      responding: profile, identity: IdentityKeyPair(scalar: Self.secret(transcript.bob.identityPrivate)),
      exchange: exchange, signedPreKey: X25519PrivateKey(Self.secret(transcript.bob.signedPrekeyPrivate)),
      oneTimePreKey: X25519PrivateKey(Self.secret(preKey.private)))
  }
}

extension Session {
  /// Opens a message as a store would have it opened: skipped keys are kept in `kept`, and new ratchet keys are taken from
  /// those that were recorded.
  mutating func open(
    _ message: RatchetMessage, _ keys: inout ArraySlice<HexBytes>, _ kept: inout [SkippedKeyID: [UInt8]]
  ) throws -> [UInt8] {
    let id = storedKeyID(for: message)
    var storedKey: MessageKey?
    if let id, let bytes = kept[id] { storedKey = try MessageKey(stored: SecretBytes(copying: bytes)) }
    var drawn = keys
    let received = try open(message, storedKey: storedKey) {
      // The recorded keys run out only if ours steps more often than the recorded implementation did.
      (try? drawn.popFirst().map { try X25519PrivateKey(SecretBytes(copying: $0.bytes)) } ?? nil) ?? X25519PrivateKey()
    }
    keys = drawn
    if let spent = received.spent { kept[spent] = nil }
    switch received.skipped {
    case .some(let skipped):
      for (index, id) in skipped.ids.enumerated() { kept[id] = skipped.key(at: index).secret.declassified() }
    case .none: break
    }
    return received.plaintext.declassified()
  }
}
