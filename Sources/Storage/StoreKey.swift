public import Primitives

/// What opens a store.
public enum StoreKey: ~Copyable, Sendable {
  /// A file of 32 random bytes with mode 0600.
  case file(path: String)
  /// A passphrase of the user's, from which Argon2id derives the key.
  case passphrase(SecretBytes)
}

/// How the key of a store is made, as the store's header says.
struct KeyHeader: Equatable {
  enum Kind: Int64 {
    case file = 1
    case passphrase = 2
  }

  let kind: Kind
  let salt: [UInt8]
  let cost: Argon2id.Cost

  /// A header for a new store.
  init(for key: borrowing StoreKey) {
    switch key {
    case .file: kind = .file
    case .passphrase: kind = .passphrase
    }
    salt = Random.bytes(Argon2id.saltByteCount)
    cost = .interactive
  }

  init(kind: Kind, salt: [UInt8], cost: Argon2id.Cost) {
    self.kind = kind
    self.salt = salt
    self.cost = cost
  }

  /// The 32 bytes that seal the rows.
  ///
  /// - Throws: ``StorageError``, ``SecretFileError``, ``GuardedMemoryError`` when the derivation's memory is not to be had: the
  ///   store is whole then, and opens another time.
  func key(from key: borrowing StoreKey) throws -> SecretBytes {
    switch key {
    case .file(let path):
      guard kind == .file else { throw StorageError.wrongKey }
      let secret = try SecretFile.read(path)
      guard secret.count == XChaCha20Poly1305.keyByteCount else { throw StorageError.wrongKey }
      return secret
    case .passphrase(let passphrase):
      guard kind == .passphrase else { throw StorageError.wrongKey }
      do throws(Argon2idError) {
        return try Argon2id.deriveKey(passphrase: passphrase, salt: salt, cost: cost)
      } catch {
        switch error {
        case .outOfBounds: throw StorageError.corrupt  // the header asks for what no version ever wrote
        case .noMemory: throw GuardedMemoryError()
        }
      }
    }
  }
}
