public import Primitives

/// A message key mk: 32 bytes that open one message (Double Ratchet specification, section 2.2).
///
/// It is the seed of the cipher's keys, not a cipher key: whoever opens a message expands it under a label of the
/// protocol's own.
public struct MessageKey: ~Copyable, Sendable {
  package static let byteCount = 32
  /// The key's bytes: the seed of a cipher's keys. Copied only into storage's sealed rows.
  public let secret: SecretBytes

  /// A key that was kept for a message that had not arrived.
  ///
  /// - Throws: ``Ratchet/RecordError`` for anything but 32 bytes.
  public init(stored secret: consuming SecretBytes) throws(RecordError) {
    guard secret.count == Self.byteCount else { throw RecordError() }
    self.secret = secret
  }

  init(derived secret: consuming SecretBytes) {
    self.secret = secret
  }
}
