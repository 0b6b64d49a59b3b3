import DoubleRatchet
import OMEMO
import Primitives
import TestSupport
import Testing
import X3DH

/// A conversation that twomemo recorded with fixed keys: ours must send the same bytes, and read the same texts.
@Suite("twomemo's transcript of OMEMO 2")
struct TranscriptTests {
  let transcript: Transcript

  init() throws {
    transcript = try Transcript.omemo2()
  }

  @Test("The published bundle verifies, and signing again gives the same signature")
  func bundleSignature() throws {
    let bundle = try bundle()
    #expect(bundle.hasValidSignature(for: .omemo2))
    let identity = try X25519PrivateKey(secret(transcript.bob.identityPrivate))
    let signature = XEdDSA.signKeepingSign(
      bundle.signedPreKey.key.encoded, with: identity, random: secret(transcript.bundle.signatureNonceZ))
    #expect(signature.encoded == transcript.bundle.signedPrekeySignature.bytes)
  }

  @Test("Every message is sent and read byte for byte, out of order and late ones included")
  func replay() throws {
    var alice = try initiator()
    var bob: Session? = nil
    var aliceKeys = transcript.alice.ratchetPrivatesInOrder.dropFirst()[...]
    var bobKeys = transcript.bob.ratchetPrivatesInOrderAfterSignedPrekey[...]
    var kept: [SkippedKeyID: [UInt8]] = [:]
    let messages = Dictionary(uniqueKeysWithValues: transcript.messages.map { ($0.name, $0) })

    for step in transcript.schedule {
      if let message = step.send.flatMap({ messages[$0] }) {
        let plaintext = secret(message.innerPlaintext)
        let sealed =
          if message.sender == "A" { try alice.seal(plaintext) } else { try sealed(&bob, plaintext) }
        #expect(sealed.bytes == message.wire.bytes, "\(message.name)")
        #expect(sealed.isKeyExchange == message.keyExchange)
      } else if let message = step.deliver.flatMap({ messages[$0] }) {
        let wire = message.keyExchange ? try KeyExchange(message.wire.bytes).message : message.wire.bytes
        let ratchetMessage = try RatchetMessage(wire)
        let plaintext: [UInt8]
        if message.sender == "B" {
          plaintext = try open(ratchetMessage, &alice, &aliceKeys, &kept)
        } else {
          var session: Session
          if let existing = bob.take() { session = existing } else { session = try responder(message.wire.bytes) }
          plaintext = try open(ratchetMessage, &session, &bobKeys, &kept)
          bob = consume session
        }
        #expect(plaintext == message.innerPlaintext.bytes, "\(message.name)")
      }
    }
    #expect(kept.isEmpty && aliceKeys.isEmpty && bobKeys.isEmpty)
  }

  @Test("Every payload opens with what its message carries, and not with a bit of it changed")
  func payloads() throws {
    for message in transcript.messages {
      guard let payload = message.payload, let text = message.payloadPlaintext else { continue }
      let material = message.innerPlaintext.bytes
      let opened = try PayloadCipher.open(payload.bytes, keyMaterial: SecretBytes(copying: material)).declassified()
      #expect(opened == text.bytes)
      let sealed = try PayloadCipher.seal(
        SecretBytes(copying: text.bytes), key: SecretBytes(copying: Array(material[..<32])))
      let again = sealed.keyMaterial.declassified()
      #expect(sealed.ciphertext == payload.bytes && again == material)
      for bit in 0..<material.bitCount {
        #expect(throws: OMEMOError.authenticationFailed) {
          _ = try PayloadCipher.open(payload.bytes, keyMaterial: SecretBytes(copying: material.flippingBit(bit)))
        }
      }
      for bit in stride(from: 0, to: payload.bytes.bitCount, by: 7) {
        #expect(throws: OMEMOError.authenticationFailed) {
          _ = try PayloadCipher.open(payload.bytes.flippingBit(bit), keyMaterial: SecretBytes(copying: material))
        }
      }
    }
  }

  @Test("Key material of any length but 48 is refused beside a payload", arguments: [0, 31, 32, 47, 49, 64])
  func keyMaterialLength(count: Int) throws {
    let payload = try #require(transcript.messages[0].payload).bytes
    let material = Array((transcript.messages[0].innerPlaintext.bytes + [UInt8](repeating: 0, count: 16))[..<count])
    #expect(throws: OMEMOError.authenticationFailed) {
      _ = try PayloadCipher.open(payload, keyMaterial: SecretBytes(copying: material))
    }
  }

  // MARK: - The two sides

  private func secret(_ hex: HexBytes) -> SecretBytes {
    SecretBytes(copying: hex.bytes)
  }

  private func bundle() throws -> PreKeyBundle {
    PreKeyBundle(
      identityKey: try Ed25519PublicKey(transcript.bundle.identityKeyEd25519.bytes),
      signedPreKey: PublicPreKey(
        id: UInt32(transcript.bob.signedPrekeyId),
        key: try X25519PublicKey(transcript.bundle.signedPrekeyPublic.bytes)),
      signature: try Ed25519Signature(transcript.bundle.signedPrekeySignature.bytes),
      oneTimePreKeys: try transcript.bob.oneTimePrekeys.map {
        PublicPreKey(id: UInt32($0.id), key: try X25519PublicKey($0.public.bytes))
      })
  }

  private func initiator() throws -> Session {
    let exchange = try KeyExchange(transcript.messages[0].wire.bytes)
    let bundle = try bundle().verified(for: .omemo2)
    let preKey = try #require(bundle.bundle.oneTimePreKeys.first { $0.id == exchange.id.preKeyID })
    return try Session(
      initiating: .omemo2, identity: IdentityKeyPair(scalar: secret(transcript.alice.identityPrivate)),
      bundle: bundle, oneTimePreKey: preKey,
      ephemeral: X25519PrivateKey(secret(transcript.alice.ephemeralPrivate)),
      ratchetKey: X25519PrivateKey(secret(transcript.alice.ratchetPrivatesInOrder[0])))
  }

  private func responder(_ wire: [UInt8]) throws -> Session {
    let exchange = try KeyExchange(wire).id
    let preKey = try #require(transcript.bob.oneTimePrekeys.first { $0.id == Int(exchange.preKeyID) })
    return try Session(
      responding: .omemo2, identity: IdentityKeyPair(scalar: secret(transcript.bob.identityPrivate)),
      exchange: exchange, signedPreKey: X25519PrivateKey(secret(transcript.bob.signedPrekeyPrivate)),
      oneTimePreKey: X25519PrivateKey(secret(preKey.private)))
  }

  private func sealed(_ session: inout Session?, _ plaintext: borrowing SecretBytes) throws -> SealedMessage {
    guard var taken = session.take() else { throw OMEMOError.authenticationFailed }
    let sealed = try taken.seal(plaintext)
    session = consume taken
    return sealed
  }

  private func open(
    _ message: RatchetMessage, _ session: inout Session, _ keys: inout ArraySlice<HexBytes>,
    _ kept: inout [SkippedKeyID: [UInt8]]
  ) throws -> [UInt8] {
    let id = session.storedKeyID(for: message)
    var storedKey: MessageKey?
    if let id, let bytes = kept[id] { storedKey = try MessageKey(stored: SecretBytes(copying: bytes)) }
    var drawn = keys
    let received = try session.open(message, storedKey: storedKey) {
      // The recorded keys run out only if ours steps more often than twomemo did.
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
