package import Primitives
package import XML

/// A statement as it was published: bytes and a signature over them. Nothing in it can be relied on before
/// ``verified(by:now:)``.
///
/// The XML carries the signed bytes themselves, so what arrived is what is checked; there is no second form of the
/// fields that could differ.
package struct Signed<Statement: Claims>: Hashable, Sendable {
  /// The namespace of the elements, and in every label.
  package static var namespace: String { "urn:pawl:identity:0" }

  package let signedBytes: [UInt8]
  package let signature: Ed25519Signature
  private let claims: Statement

  /// Signs with the address's key.
  ///
  /// - Throws: ``StatementError/anotherKey`` when the claims name another one.
  package init(_ claims: Statement, by key: borrowing IdentityKeyPair) throws(StatementError) {
    let publicKey = key.publicKey
    guard publicKey == claims.addressKey else { throw .anotherKey }
    self.claims = claims
    signedBytes = claims.signedBytes
    signature = key.sign(signedBytes)
  }

  /// Reads the bytes; the signature is not looked at.
  ///
  /// - Throws: ``StatementError``.
  package init(signedBytes: [UInt8], signature: Ed25519Signature) throws(StatementError) {
    claims = try Statement(signedBytes: signedBytes)
    self.signedBytes = signedBytes
    self.signature = signature
  }

  /// Checks that this key signed, and that the statement is good now.
  ///
  /// - Parameter key: the address's, which the caller has from the address and not from the statement.
  /// - Throws: ``StatementError/anotherKey``, ``StatementError/badSignature``, ``StatementError/notYetValid``,
  ///   ``StatementError/expired``, which a final statement does not.
  package func verified(
    by key: Ed25519PublicKey, now: DateTime
  ) throws(StatementError) -> Verified<Statement> {
    guard claims.addressKey == key else { throw .anotherKey }
    guard key.verifies(signature, of: signedBytes) else { throw .badSignature }
    try claims.period.checkBegun(now)
    if !claims.isFinal { try claims.period.checkNotOver(now) }
    return Verified(claims: claims, signed: self)
  }
}

extension Signed<DeviceStatement> {
  /// The key that it is about, which its item is named by.
  package var identityKey: Ed25519PublicKey { claims.identityKey }

  /// Whether it names an account: of our own statements, those to be published there.
  package func isAbout(_ jid: JID) -> Bool {
    claims.jid == jid.bare
  }
}

extension Signed<AddressList> {
  /// Where to ask for a later list. They may be out of date; nothing is sent to them for it.
  package var addresses: [JID] { claims.addresses }
}

/// A statement whose signature and dates were checked. Only ``Signed/verified(by:now:)`` makes one.
package struct Verified<Statement: Claims>: Hashable, Sendable {
  package let claims: Statement
  /// To be published again, or stored.
  package let signed: Signed<Statement>

  fileprivate init(claims: Statement, signed: Signed<Statement>) {
    self.claims = claims
    self.signed = signed
  }

  /// What is remembered of the statement, for good.
  package var mark: StatementMark {
    StatementMark(serial: claims.serial, isFinal: claims.isFinal, digest: SHA512.hash(signed.signedBytes))
  }
}
