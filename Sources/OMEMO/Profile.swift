package import Primitives
import X3DH

/// What one wire protocol fixes for X3DH and the ratchet. The state machine is the same for all.
package struct Profile: Sendable {
  /// The namespace of the elements.
  package let namespace: String
  let x3dh: X3DHParameters
  /// The label of KDF_RK.
  let rootInfo: [UInt8]
  /// The label under which a message key is expanded.
  let messageKeyInfo: [UInt8]
  /// To how many bytes a message's MAC is truncated.
  let macByteCount: Int

  /// What a signed prekey's signature covers.
  package func signedMessage(for preKey: X25519PublicKey) -> [UInt8] {
    x3dh.signedMessage(for: preKey)
  }

  /// `urn:xmpp:omemo:2` (XEP-0384 0.9, section 4).
  package static let omemo2 = Profile(
    namespace: "urn:xmpp:omemo:2",
    x3dh: X3DHParameters(info: Array("OMEMO X3DH".utf8), keyPrefix: []),
    rootInfo: Array("OMEMO Root Chain".utf8),
    messageKeyInfo: Array("OMEMO Message Key Material".utf8),
    macByteCount: 16)
}
