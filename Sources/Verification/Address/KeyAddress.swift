package import Primitives
package import XML

/// An Ed25519 public key as the local part of JIDs: one identity, on any number of hosts.
///
/// Whoever holds the address holds the key that it must lead to, as with an onion address: no server can put another
/// person behind it. Two addresses are the same identity if the key is, whatever the host and the spelling.
package struct KeyAddress: Hashable, Sendable {
  /// How the key is written. Both are legal local parts and survive the case mapping of RFC 7622.
  package enum Spelling: Sendable, CaseIterable {
    /// 64 lower-case hex digits.
    case hex
    /// 52 characters of lower-case Base32 without padding, the shorter one.
    case base32

    package var characterCount: Int {
      switch self {
      case .hex: 64
      case .base32: 52
      }
    }
  }

  package let key: Ed25519PublicKey

  package init(_ key: Ed25519PublicKey) {
    self.key = key
  }

  /// Reads a local part, as it stands in a ``JID``: in lower case.
  ///
  /// - Returns: `nil` for a local part that has the form of neither spelling: an ordinary name.
  /// - Throws: ``KeyAddressError`` for one that has the form and is no key. It is nobody's address: a client that took
  ///   it for a name would let its server decide who is behind it, while it looks to people like a key.
  package init?(local: String) throws(KeyAddressError) {
    guard let spelling = Self.spelling(of: local) else { return nil }
    let bytes: [UInt8]?
    switch spelling {
    case .hex: bytes = TextEncoding.decodeHex(local)
    case .base32: bytes = Base32.decode(local)
    }
    guard let bytes else { throw .notCanonical }
    do { key = try Ed25519PublicKey(bytes) } catch { throw .notAKey }
  }

  /// Reads the local part of an address; see ``init(local:)``.
  package init?(_ jid: JID) throws(KeyAddressError) {
    guard let local = jid.local else { return nil }
    try self.init(local: local)
  }

  /// The local part.
  package func local(_ spelling: Spelling) -> String {
    switch spelling {
    case .hex: TextEncoding.hex(key.encoded)
    case .base32: Base32.encode(key.encoded)
    }
  }

  /// The address on a host, an onion service for example.
  ///
  /// - Throws: ``KeyAddressError/invalidHost``.
  package func jid(at host: String, _ spelling: Spelling = .base32) throws(KeyAddressError) -> JID {
    let jid: JID
    do { jid = try JID("\(local(spelling))@\(host)") } catch { throw .invalidHost }
    // A slash would make a resource of what follows it.
    guard jid.isBare, jid.local == local(spelling) else { throw .invalidHost }
    return jid
  }

  /// Whether two addresses are the same identity: the same account, or key addresses of the same key.
  package static func areSameIdentity(_ a: JID, _ b: JID) -> Bool {
    if a.bare == b.bare { return true }
    guard let first = try? KeyAddress(a), let second = try? KeyAddress(b) else { return false }
    return first == second
  }

  private static func spelling(of local: String) -> Spelling? {
    switch local.utf8.count {
    case Spelling.hex.characterCount where local.utf8.allSatisfy(isHexDigit): .hex
    case Spelling.base32.characterCount where local.utf8.allSatisfy(isBase32Digit): .base32
    default: nil
    }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  private static func isBase32Digit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "2")...UInt8(ascii: "7")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}

/// Why a text is no key address. Whoever gave the address is at fault.
package enum KeyAddressError: Error, Equatable, Sendable {
  /// Base32 with bits behind the key: a second spelling.
  case notCanonical
  /// The bytes are no Ed25519 key, or one that must not be used: not canonical, not on the curve, of small order.
  case notAKey
  /// The host is no host.
  case invalidHost
}
