/// Why bytes are not a key, or two keys do not agree. The peer, or whoever stands between, is at fault.
public enum KeyError: Error, Equatable, Sendable {
  /// Not the number of bytes that this key has.
  case wrongLength
  /// A second encoding of a point: the coordinate is not reduced modulo p, or the unused bit is set.
  case notCanonical
  /// A point of small order, or an Ed25519 encoding that is no point of the prime-order subgroup: what is agreed with it
  /// gives something away.
  case lowOrder
  /// Not a point of the curve.
  case notOnCurve
}
