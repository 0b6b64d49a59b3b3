/// The names under which results are kept.
enum Implementation {
  static let pawl = "pawl"
  /// The driver of the primitives.
  static let primitives = "floor"
  /// The floor with libsodium's HMAC, which is the one that ratios are formed to.
  static let floor = "floor"
  /// The floor with the processor's SHA-256.
  static let fastFloor = "floor, fast SHA-256"
}
