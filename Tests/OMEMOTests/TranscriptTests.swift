import DoubleRatchet
import OMEMO
import Primitives
import TestSupport
import Testing
import X3DH

/// Conversations that twomemo and oldmemo recorded with fixed keys: ours must send the same bytes, and read the same
/// texts.
@Suite("The transcripts of twomemo and oldmemo")
struct TranscriptTests {
  @Test("The published bundle verifies, and signing again gives the same signature", arguments: Namespace.allCases)
  func bundleSignature(namespace: Namespace) throws {
    let replay = try Replay(namespace)
    let bundle = try replay.bundle()
    let published = replay.transcript.bundle
    #expect(bundle.hasValidSignature)
    let signature = XEdDSA.signKeepingSign(
      namespace.profile.signedMessage(for: bundle.signedPreKey.key),
      with: try X25519PrivateKey(Replay.secret(replay.transcript.bob.identityPrivate)),
      random: Replay.secret(published.signatureNonceZ))
    #expect(signature.encoded == published.signedPrekeySignature.bytes)
  }

  @Test("Every message is sent and read byte for byte, out of order and late ones included", arguments: Namespace.allCases)
  func messages(namespace: Namespace) throws {
    let replay = try Replay(namespace)
    let transcript = replay.transcript
    var alice = try replay.initiator()
    var bob: Session? = nil
    var aliceKeys = transcript.alice.ratchetPrivatesInOrder.dropFirst()[...]
    var bobKeys = transcript.bob.ratchetPrivatesInOrderAfterSignedPrekey[...]
    var kept: [SkippedKeyID: [UInt8]] = [:]
    let messages = Dictionary(uniqueKeysWithValues: transcript.messages.map { ($0.name, $0) })

    for step in transcript.schedule {
      if let message = step.send.flatMap({ messages[$0] }) {
        let plaintext = Replay.secret(message.innerPlaintext)
        let sealed =
          if message.sender == "A" { try alice.seal(plaintext) } else { try sealed(&bob, plaintext) }
        #expect(sealed.bytes == message.wire.bytes, "\(message.name)")
        #expect(sealed.isKeyExchange == message.keyExchange)
      } else if let message = step.deliver.flatMap({ messages[$0] }) {
        let wire = message.wire.bytes
        let inner = message.keyExchange ? try KeyExchange(wire, in: replay.profile).message : wire
        let ratchetMessage = try RatchetMessage(inner, in: replay.profile)
        let plaintext: [UInt8]
        if message.sender == "B" {
          plaintext = try alice.open(ratchetMessage, &aliceKeys, &kept)
        } else {
          var session: Session
          if let existing = bob.take() { session = existing } else { session = try replay.responder(wire) }
          plaintext = try session.open(ratchetMessage, &bobKeys, &kept)
          bob = consume session
        }
        #expect(plaintext == message.innerPlaintext.bytes, "\(message.name)")
      }
    }
    #expect(kept.isEmpty && aliceKeys.isEmpty && bobKeys.isEmpty)
  }

  @Test("Every payload opens with what its message carries, and not with a bit of it changed", arguments: Namespace.allCases)
  func payloads(namespace: Namespace) throws {
    for message in try Replay(namespace).transcript.messages {
      guard let ciphertext = message.payload?.bytes, let text = message.payloadPlaintext?.bytes else { continue }
      let material = message.innerPlaintext.bytes
      let payload = EncryptedPayload(ciphertext: ciphertext, iv: message.iv?.bytes)
      #expect(try open(payload, material, namespace) == text)
      let sealed = try seal(text, like: payload, material, namespace)
      let again = sealed.keyMaterial.declassified()
      #expect(sealed.payload == payload && again == material)
      for bit in 0..<material.bitCount { try refuse(payload, material.flippingBit(bit), namespace) }
      for bit in stride(from: 0, to: ciphertext.bitCount, by: 7) {
        try refuse(EncryptedPayload(ciphertext: ciphertext.flippingBit(bit), iv: payload.iv), material, namespace)
      }
      guard let iv = payload.iv else { continue }
      for bit in 0..<iv.bitCount {
        try refuse(EncryptedPayload(ciphertext: ciphertext, iv: iv.flippingBit(bit)), material, namespace)
      }
    }
  }

  @Test("Key material of any other length is refused beside a payload", arguments: Namespace.allCases, [0, 16, 31, 33, 47, 49, 64])
  func keyMaterialLength(namespace: Namespace, count: Int) throws {
    let message = try Replay(namespace).transcript.messages[0]
    let payload = EncryptedPayload(ciphertext: try #require(message.payload).bytes, iv: message.iv?.bytes)
    try refuse(
      payload, Array((message.innerPlaintext.bytes + [UInt8](repeating: 0, count: 32))[..<count]), namespace)
  }

  // MARK: - The payload ciphers by their version

  private func open(_ payload: EncryptedPayload, _ material: [UInt8], _ namespace: Namespace) throws -> [UInt8] {
    switch namespace {
    case .omemo2: try PayloadCipher.open(payload, keyMaterial: SecretBytes(copying: material)).declassified()
    case .legacy: try LegacyPayloadCipher.open(payload, keyMaterial: SecretBytes(copying: material)).declassified()
    }
  }

  private func seal(
    _ text: [UInt8], like payload: EncryptedPayload, _ material: [UInt8], _ namespace: Namespace
  ) throws -> SealedPayload {
    let text = SecretBytes(copying: text)
    return switch namespace {
    case .omemo2: try PayloadCipher.seal(text, key: SecretBytes(copying: Array(material[..<32])))
    case .legacy:
      try LegacyPayloadCipher.seal(
        text, key: SecretBytes(copying: Array(material[..<16])), iv: try #require(payload.iv))
    }
  }

  private func refuse(_ payload: EncryptedPayload, _ material: [UInt8], _ namespace: Namespace) throws {
    #expect(throws: OMEMOError.authenticationFailed) { _ = try open(payload, material, namespace) }
  }

  private func sealed(_ session: inout Session?, _ plaintext: borrowing SecretBytes) throws -> SealedMessage {
    guard var taken = session.take() else { throw OMEMOError.authenticationFailed }
    let sealed = try taken.seal(plaintext)
    session = consume taken
    return sealed
  }
}
