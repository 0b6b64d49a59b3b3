public import Primitives

/// The types of another target that stand in the signatures here, so that an app imports `DoubleRatchet` and nothing else.
extension Ratchet {
  public typealias Secret = SecretBytes
  public typealias PublicKey = X25519PublicKey
  public typealias PrivateKey = X25519PrivateKey
  public typealias KeyError = Primitives.KeyError
  public typealias RecordError = Primitives.RecordError
}
