/// A recorded conversation: what a foreign implementation sent, and every private key that it used.
///
/// Private keys are Curve25519 scalars, to be clamped before use. `innerPlaintext` is what the ratchet encrypts.
package struct Transcript: Decodable, Sendable {
  /// The side that begins.
  package struct Initiator: Decodable, Sendable {
    package let identityPrivate: HexBytes
    package let ephemeralPrivate: HexBytes
    package let ratchetPrivatesInOrder: [HexBytes]
  }

  /// The side whose bundle was fetched.
  package struct Responder: Decodable, Sendable {
    package let identityPrivate: HexBytes
    package let signedPrekeyPrivate: HexBytes
    package let signedPrekeyId: Int
    package let oneTimePrekeys: [OneTimePrekey]
    package let ratchetPrivatesInOrderAfterSignedPrekey: [HexBytes]
  }

  package struct OneTimePrekey: Decodable, Sendable {
    package let id: Int
    package let `private`: HexBytes
    package let `public`: HexBytes
  }

  /// What the responder published.
  package struct Bundle: Decodable, Sendable {
    package let identityKeyEd25519: HexBytes
    package let signedPrekeyPublic: HexBytes
    package let signedPrekeySignature: HexBytes
    package let signatureNonceZ: HexBytes
  }

  package struct Message: Decodable, Sendable {
    package let name: String
    /// `A`, the initiator, or `B`.
    package let sender: String
    package let keyExchange: Bool
    package let wire: HexBytes
    package let innerPlaintext: HexBytes
    /// `nil`, like its plaintext, in a message that carries a key only.
    package let payload: HexBytes?
    package let payloadPlaintext: HexBytes?
    /// Legacy OMEMO only, with a payload.
    package let iv: HexBytes?
    /// Legacy OMEMO only, with a key exchange: the sign of the sender's Edwards key.
    package let signBitOfSenderIk: Bool?
  }

  /// One step of the conversation: a message, by name, is sent or is delivered.
  package struct Step: Decodable, Sendable {
    package let send: String?
    package let deliver: String?
  }

  package let alice: Initiator
  package let bob: Responder
  package let bundle: Bundle
  package let messages: [Message]
  package let schedule: [Step]

  package static func omemo2() throws -> Transcript {
    try VectorFile.json("derived/omemo2_transcript.json")
  }

  package static func legacy() throws -> Transcript {
    try VectorFile.json("derived/oldmemo_transcript.json")
  }
}
