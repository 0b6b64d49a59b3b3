/// What became of a push that was handed in.
enum Admission: Sendable, Equatable {
  /// It is on disk, and will be sent or expire.
  case queued
  /// There is no such token, nor was there lately.
  case unknown
  /// The token has expired or was revoked, or its device is no more: it is of no more use.
  case gone
  /// The device's owner has switched it off, for now.
  case inactive
  /// No sender for this kind of device is configured.
  case undeliverable
}
