/// Why bytes are not a key, or two keys do not agree. The peer, or whoever stands between, is at fault.
public enum KeyError: Error, Equatable, Sendable {
  /// Not the number of bytes that this key has.
  case wrongLength
  /// A second encoding of a point: the coordinate is not reduced modulo p, or the unused bit is set.
  case notCanonical
  /// A point of small order, or outside the prime-order subgroup: an agreement with it has a result that anyone knows.
  case lowOrder
  /// Not a point of the curve.
  case notOnCurve
}
