import Primitives

/// The right to wake one device, once or more: 20 random bytes as 40 lower-case hex digits (ChatSecure push API v1,
/// `tokens/`; specs/push.md section 2).
///
/// This module holds what push needs besides a connection: the payload that carries tokens inside an encrypted message,
/// in two forms; the ledger's values and decisions; the knock. It does no I/O, reads no clock, keeps no rows and does
/// not encrypt.
///
/// A token is a bearer secret: whoever reads it can wake the phone, and tell which of two knocks are for the same one.
/// So it prints as redacted wherever it stands, and ``text`` is the one way to its digits.
///
/// - Note: `==` is not constant-time. Tokens from the network are looked up in a hash table or by a keyed hash, and 160
///   random bits are beyond guessing by their prefix through either.
public struct PushToken: Hashable, Sendable {
  /// The 40 digits: for the wire, the ledger's sealed column, and a look-up.
  public let text: String

  /// A fresh token. Its 160 bits come from libsodium's generator, as a key's would.
  package static func mint() -> PushToken {
    PushToken(unchecked: TextEncoding.hex(Random.bytes(byteCount)))
  }

  /// Reads a token in its one spelling: two spellings of a token would be two rows in a ledger, and a duplicate or a
  /// claim on another's token would pass unnoticed.
  ///
  /// - Throws: ``PushError/invalidToken``.
  package init(_ text: String) throws(PushError) {
    guard text.utf8.count == Self.byteCount * 2, text.utf8.allSatisfy(Self.isDigit) else { throw .invalidToken }
    self.text = text
  }

  private init(unchecked text: String) {
    self.text = text
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }

  /// What ChatSecure's server makes, and the only length its clients have seen.
  private static let byteCount = 20
}

extension PushToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "PushToken(redacted)" }
  public var debugDescription: String { description }
  /// Empty, so that `dump` and a debugger's view of any value around it show no digits.
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
