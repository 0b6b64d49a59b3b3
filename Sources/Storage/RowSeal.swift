import Primitives

/// Seals secret columns, each bound to its row: a sealed value that is moved to another row, column or table does not
/// open.
struct RowSeal: ~Copyable, Sendable {
  private let key: GuardedBytes
  private let indexKey: SecretBytes

  /// - Parameter key: the store key, 32 bytes.
  init(_ key: consuming SecretBytes) throws(GuardedMemoryError) {
    indexKey = HKDF.derive(32, from: key, info: Array("pawl token index".utf8))
    self.key = try GuardedBytes(key)
  }

  borrowing func seal(_ secret: borrowing SecretBytes, _ place: Place) -> [UInt8] {
    XChaCha20Poly1305.seal(secret, key: key, associatedData: place.bytes)
  }

  /// - Throws: ``StorageError/corrupt``.
  borrowing func open(_ sealed: [UInt8], _ place: Place) throws(StorageError) -> SecretBytes {
    do {
      return try XChaCha20Poly1305.open(sealed, key: key, associatedData: place.bytes)
    } catch {
      throw .corrupt
    }
  }

  /// A keyed hash by which a bearer token is found again without standing in the file.
  borrowing func index(_ token: String) -> [UInt8] {
    HMAC.sha256(key: indexKey, Array(token.utf8)).declassified()  // of no use without the key
  }

  /// Where a sealed value stands: its column, and what identifies its row.
  struct Place {
    let bytes: [UInt8]

    /// Each part goes in with its length, so that no two places give the same bytes.
    init(_ column: String, _ row: [UInt8]...) {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Self.usualByteCount)
      Self.append(column.utf8, to: &bytes)
      for part in row { Self.append(part, to: &bytes) }
      self.bytes = bytes
    }

    /// What most places stay below.
    private static let usualByteCount = 192

    private static func append(_ part: some Collection<UInt8>, to bytes: inout [UInt8]) {
      let count = UInt32(truncatingIfNeeded: part.count)
      bytes.append(UInt8(truncatingIfNeeded: count >> 24))
      bytes.append(UInt8(truncatingIfNeeded: count >> 16))
      bytes.append(UInt8(truncatingIfNeeded: count >> 8))
      bytes.append(UInt8(truncatingIfNeeded: count))
      bytes.append(contentsOf: part)
    }
  }
}
