public import Primitives

/// A ratchet for those who have the engine alone, from a secret that two parties agreed on, as with X3DH.
extension Ratchet {
  /// RatchetInitAlice: the one who begins, knows the peer's first ratchet key, and can send at once.
  ///
  /// - Parameters:
  ///   - sharedSecret: 32 bytes that nobody else knows, used for this one ratchet.
  ///   - peerRatchetKey: the peer's first ratchet key, which X3DH calls the signed prekey. Who it belongs to is for the
  ///     caller to have made sure of.
  ///   - rootInfo: a label that sets this protocol apart from all others, the same on both sides.
  /// - Throws: `wrongLength` for a secret of another length; `lowOrder` for a key that agrees on nothing.
  public init(
    initiatorWith sharedSecret: consuming SecretBytes, peerRatchetKey: X25519PublicKey, rootInfo: [UInt8]
  ) throws(KeyError) {
    try self.init(initiatorWith: .shared(sharedSecret), peerRatchetKey: peerRatchetKey, rootInfo: rootInfo)
  }

  /// RatchetInitBob: the other one, who can send once it has received.
  ///
  /// - Parameters:
  ///   - sharedSecret: the same 32 bytes.
  ///   - ratchetKey: the private half of the key that the initiator was given.
  ///   - rootInfo: the same label.
  /// - Throws: `wrongLength` for a secret of another length.
  public init(
    responderWith sharedSecret: consuming SecretBytes, ratchetKey: consuming X25519PrivateKey, rootInfo: [UInt8]
  ) throws(KeyError) {
    self.init(responderWith: try .shared(sharedSecret), signedPreKey: ratchetKey, rootInfo: rootInfo)
  }
}

extension RootKey {
  fileprivate static func shared(_ secret: consuming SecretBytes) throws(KeyError) -> RootKey {
    do { return try RootKey(secret) } catch { throw .wrongLength }
  }
}
