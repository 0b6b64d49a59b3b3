/// What became of a push that was handed in.
enum Admission: Sendable, Equatable {
  /// It is on disk, and will be sent or expire.
  case queued
  /// There is no such token, nor was there lately.
  case unknown
  /// The token has expired or was revoked: it is of no more use.
  case gone
  /// The device's owner has switched it off, for now; or its push service knows it no more, until it is registered anew.
  case inactive
  /// No sender for this kind of device is configured.
  case undeliverable
}
