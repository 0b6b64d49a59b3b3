package import Primitives

/// What an address's key can sign: a fixed layout of fields behind a label of its own (Statements.md).
package protocol Claims: Hashable, Sendable {
  /// The name of the XML element, and the last word of the label.
  static var name: String { get }
  /// The key that signs.
  var addressKey: Ed25519PublicKey { get }
  /// Grows with each statement about the same thing; see ``StatementMark``.
  var serial: UInt64 { get }
  var period: ValidityPeriod { get }
  /// Whether the statement is never taken back, and so does not expire.
  var isFinal: Bool { get }
  /// The fields behind the label and the address key.
  var fields: [UInt8] { get }
  /// Reads ``fields``, all of them.
  init(addressKey: Ed25519PublicKey, fields: [UInt8]) throws(StatementError)
}

extension Claims {
  /// The bytes that are signed: 0xFF, the label behind its length, the address key, the fields.
  ///
  /// The same key signs prekeys (32 bytes, X3DH) and device labels (UTF-8), which have no label of their own. No UTF-8
  /// begins with 0xFF, and this is never 32 bytes long, so no signature passes for another kind.
  package var signedBytes: [UInt8] {
    Self.prefix + addressKey.encoded + fields
  }

  /// Reads ``signedBytes``.
  init(signedBytes: [UInt8]) throws(StatementError) {
    guard signedBytes.starts(with: Self.prefix) else { throw .malformed }
    var reader = OctetReader(Array(signedBytes.dropFirst(Self.prefix.count)))
    guard let bytes = reader.bytes(Ed25519PublicKey.byteCount) else { throw .malformed }
    let key: Ed25519PublicKey
    do { key = try Ed25519PublicKey(bytes) } catch { throw .invalidKey }
    try self.init(addressKey: key, fields: reader.rest())
  }

  private static var prefix: [UInt8] {
    let label = Array("\(Signed<Self>.namespace) \(name)".utf8)
    return [0xff, UInt8(label.count)] + label
  }
}
