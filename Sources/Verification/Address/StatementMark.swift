/// What is remembered, for good, of the latest statement about a thing: about one identity key, or of one key's list.
///
/// A server can serve what was published years ago. Kept longer than the statement itself, the mark refuses it.
package struct StatementMark: Hashable, Sendable {
  package let serial: UInt64
  package let isFinal: Bool
  /// The SHA-512 hash of the signed bytes.
  package let digest: [UInt8]

  /// - Parameter digest: 64 bytes, out of storage.
  package init(serial: UInt64, isFinal: Bool, digest: [UInt8]) {
    self.serial = serial
    self.isFinal = isFinal
    self.digest = digest
  }

  /// Decides whether a statement takes the place of the one that this is the mark of. The same one may come again.
  ///
  /// - Throws: ``StatementError/revoked`` after a final one; ``StatementError/replaced`` for a lower serial number;
  ///   ``StatementError/equivocation`` for the same number on other bytes, where neither is to be believed more.
  package func check(_ next: StatementMark) throws(StatementError) {
    guard next != self else { return }
    // A revocation counts whatever its number, so that a thief cannot outrun it with a number that has no successor.
    if next.isFinal { return }
    guard !isFinal else { throw .revoked }
    guard next.serial >= serial else { throw .replaced }
    guard next.serial != serial else { throw .equivocation }
  }
}
