import Primitives

/// A run's name: 16 random bytes, which each of its messages carries.
package struct SMPRunID: Hashable, Comparable, Sendable {
  package let bytes: [UInt8]

  /// A new name.
  package static func random() -> SMPRunID {
    SMPRunID(unchecked: Random.bytes(SMPLimits.runID))
  }

  /// Refuses (`nil`) anything but 16 bytes.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == SMPLimits.runID else { return nil }
    self.bytes = bytes
  }

  /// Reads 32 lower-case hex digits.
  package init?(hex: String) {
    guard let bytes = TextEncoding.decodeHex(hex), TextEncoding.hex(bytes) == hex else { return nil }
    self.init(bytes)
  }

  private init(unchecked bytes: [UInt8]) {
    self.bytes = bytes
  }

  package var hex: String {
    TextEncoding.hex(bytes)
  }

  /// By bytes. When two devices have begun a run with each other at once, the smaller one goes on.
  package static func < (a: SMPRunID, b: SMPRunID) -> Bool {
    a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}
