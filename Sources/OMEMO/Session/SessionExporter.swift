package import Primitives

/// The secret of a session from which keys for other purposes come (`urn:pawl:export:0`, page "Exported keys").
///
/// It is derived once, when the session begins, and stays as it is while the ratchet moves on: the two sides need not be
/// at the same message to have the same key. Whoever has it can compute no message key, for it is a hash of the shared
/// secret beside the ratchet, and not before it.
package struct SessionExporter: ~Copyable, Sendable {
  package static let byteCount = 32
  let secret: SecretBytes

  /// - Parameters:
  ///   - sharedSecret: SK, the output of X3DH.
  ///   - associatedData: both identity keys, the initiator's first. X3DH's secret alone does not tell who the two are.
  package init(_ sharedSecret: borrowing SecretBytes, associatedData: [UInt8]) {
    secret = HKDF.derive(Self.byteCount, from: sharedSecret, info: Self.label("session") + associatedData)
  }

  /// Out of a record.
  init(stored secret: consuming SecretBytes) {
    self.secret = secret
  }

  /// The key for a purpose: 32 bytes, the same on both sides.
  package borrowing func key(for purpose: SessionKeyPurpose) -> SecretBytes {
    HKDF.derive(Self.byteCount, from: secret, info: Self.label(purpose.name) + purpose.text)
  }

  /// The names contain no space, so none is the beginning of another's label.
  private static func label(_ name: String) -> [UInt8] {
    Array("urn:pawl:export:0 \(name) ".utf8)
  }
}

/// What an exported key is for. Two purposes have two keys, and from one nothing of the other can be told.
package enum SessionKeyPurpose: Sendable {
  /// The binding of a shared-secret run to its session.
  case verification
  /// An app's own, named by the app.
  case application(String)

  var name: String {
    switch self {
    case .verification: "smp"
    case .application: "app"
    }
  }

  var text: [UInt8] {
    switch self {
    case .verification: []
    case .application(let text): Array(text.utf8)
    }
  }
}
