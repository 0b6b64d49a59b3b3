package import Primitives

/// What a person typed, as the scalar that a run compares (SMP.md, "The secret").
///
/// Derived for one run: in another the same words are another scalar.
package struct SMPSecret: ~Copyable, Sendable {
  let context: SMPContext
  package let scalar: RistrettoScalar

  /// Normalises the text and derives the scalar by Argon2id: 64 MiB for a fraction of a second, in which the caller
  /// should not hold a user interface or a transaction.
  ///
  /// The text is a string from a keyboard, which nobody can wipe, nor the copies that normalising makes of it. What is
  /// kept, the scalar, is wiped.
  ///
  /// - Throws: ``SMPError/unusableSecret``, ``SMPError/noMemory``.
  package init(_ text: String, for context: SMPContext) throws(SMPError) {
    guard let bytes = TypedText.normalised(text), SMPLimits.secret.contains(bytes.count) else { throw .unusableSecret }
    let key: SecretBytes
    do {
      key = try Argon2id.deriveKey(
        passphrase: SecretBytes(copying: bytes), salt: Array(context.digest.prefix(Argon2id.saltByteCount)),
        cost: Self.cost)
    } catch {
      throw .noMemory
    }
    self.init(scalar: SMPHash.scalar(.secret, context.digest, then: key), for: context)
  }

  /// A scalar that was derived before: out of a test vector.
  package init(scalar: consuming RistrettoScalar, for context: SMPContext) {
    self.scalar = scalar
    self.context = context
  }

  /// Part of the protocol: both sides must derive the same. It is not ``Argon2id/Cost/interactive``, which may rise.
  private static let cost = Argon2id.Cost(passes: 3, kibibytes: 64 * 1024)
}
