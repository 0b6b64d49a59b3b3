/// The bounds on what the store keeps.
package enum StorageLimits {
  /// Message keys kept for messages that have not arrived, for each session; the oldest go first. XEP-0384 section 5
  /// recommends about 1000.
  package static let skippedKeysPerSession = 1000

  /// How long a skipped key is kept, in seconds: 30 days, longer than servers keep offline messages as a rule. A key that
  /// waits for ever is a message that can be read for ever once the phone is taken.
  package static let skippedKeyLifetime: Int64 = 30 * 24 * 3600

  /// How long a second process waits for the first, in seconds.
  package static let busyTimeout: Double = 5
}
