import Primitives

/// What is kept of a password: Argon2id's output, with the salt and the cost that led to it.
struct PasswordRecord: Sendable {
  let salt: [UInt8]
  let cost: Argon2id.Cost
  /// 32 bytes.
  let key: [UInt8]

  /// Derives a record of a new password.
  ///
  /// - Throws: ``StoreError/unavailable`` where there is no memory.
  static func make(_ password: String) throws(StoreError) -> PasswordRecord {
    let salt = Random.bytes(Argon2id.saltByteCount)
    let key = try derive(password, salt, cost)
    // What is stored is what a thief of the database sees; it is no secret of this process.
    return PasswordRecord(salt: salt, cost: cost, key: key.declassified())
  }

  /// Whether the password is the one. Takes as long for a wrong one.
  func matches(_ password: String) throws(StoreError) -> Bool {
    let derived = try Self.derive(password, salt, cost)
    let stored = SecretBytes(copying: key)
    return derived.matches(stored)
  }

  private static func derive(
    _ password: String, _ salt: [UInt8], _ cost: Argon2id.Cost
  ) throws(StoreError) -> SecretBytes {
    do throws(Argon2idError) {
      return try Argon2id.deriveKey(passphrase: SecretBytes(copying: Array(password.utf8)), salt: salt, cost: cost)
    } catch {
      throw .unavailable
    }
  }

  /// 2 passes over 19 MiB, OWASP's recommendation for servers: some 30 ms. Clients make passwords of 100 random
  /// characters; this is for those of people.
  private static let cost = Argon2id.Cost(passes: 2, kibibytes: 19 * 1024)
}
