import Primitives

/// The server's first message (RFC 5802 section 7): `r=NONCE,s=SALT,i=ITERATIONS`, extensions after these ignored.
struct SCRAMChallenge: Equatable {
  let nonce: String
  let salt: [UInt8]
  let iterations: Int

  init(_ message: String, clientNonce: String) throws(SCRAMError) {
    guard message.utf8.count <= Self.maximumLength else { throw .malformed }
    let fields = message.split(separator: ",", omittingEmptySubsequences: false)
    // An `m=` in front is an extension that must be understood (section 5.1), and there is none.
    guard fields.count >= 3, let nonce = Self.value("r", of: fields[0]), let salt = Self.value("s", of: fields[1]),
      let iterations = Self.value("i", of: fields[2])
    else { throw .malformed }
    guard nonce.utf8.starts(with: clientNonce.utf8), nonce.utf8.count > clientNonce.utf8.count else {
      throw .foreignNonce
    }
    guard nonce.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let salt = TextEncoding.decodeBase64(salt),
      !salt.isEmpty, let iterations = Int(strictDecimal: iterations)
    else { throw .malformed }
    guard Self.iterationRange.contains(iterations) else { throw .iterationsOutOfRange }
    self.nonce = nonce
    self.salt = salt
    self.iterations = iterations
  }

  /// The value of a field `name=value`.
  static func value(_ name: String, of field: Substring) -> String? {
    field.utf8.starts(with: "\(name)=".utf8) ? String(field.dropFirst(2)) : nil
  }

  /// The fewest that RFC 7677 section 4 allows, with which a server in between could try guesses at 10^5 a second and
  /// core; and as many as hold a small machine up for a few seconds.
  static let iterationRange = 4096...1_000_000

  /// A nonce and a salt have some 80 bytes together.
  static let maximumLength = 2048
}
