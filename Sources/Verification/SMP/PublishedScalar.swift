import Primitives

extension RistrettoScalar {
  /// The scalar of 32 bytes that came in a proof.
  ///
  /// - Throws: `notCanonical`, which the reader of the proof has made impossible.
  init(_ published: Bytes32) throws(KeyError) {
    try self.init(SecretBytes(copying: published.array))
  }

  /// The scalar as part of a proof. A challenge is a hash of public values, and a response hides the secret in it
  /// behind a random scalar that is used once.
  var published: Bytes32 {
    borrowing get { Bytes32(bytes.declassified())! }
  }
}
