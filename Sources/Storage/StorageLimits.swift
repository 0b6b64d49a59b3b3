/// The bounds on what the store keeps.
package enum StorageLimits {
  /// Message keys kept for messages that have not arrived, for each session; the oldest go first. XEP-0384 section 5
  /// recommends about 1000.
  package static let skippedKeysPerSession = 1000

  /// How long a skipped key is kept, in seconds: 30 days, longer than servers keep offline messages as a rule. A key that
  /// waits for ever is a message that can be read for ever once the phone is taken.
  package static let skippedKeyLifetime: Int64 = 30 * 24 * 3600

  /// How long a session is kept that neither side uses, in seconds: 90 days. Its active one is kept for good.
  package static let inactiveSessionLifetime: Int64 = 90 * 24 * 3600

  /// How many prekey ids are passed over when a store was put back: more than it can have used since.
  package static let skippedPreKeyIDs = 100_000

  /// How long a signed prekey is published, in seconds: a week (XEP-0384 recommends a week to a month).
  package static let signedPreKeyPeriod: Int64 = 7 * 24 * 3600

  /// How long a signed prekey is kept after another took its place, in seconds: key exchanges with it may wait on a server
  /// as long as offline messages do.
  package static let signedPreKeyGrace: Int64 = 30 * 24 * 3600

  /// Devices of one account that are remembered, those of former lists among them. Anybody can make up new ones, each
  /// with a key exchange of its own.
  package static let devicesPerAccount = 400

  /// How often a session with a device may be begun anew, in ``repairPeriod``. Two clients that both repair by themselves
  /// would otherwise never come to an end.
  package static let repairsPerPeriod = 3
  /// In seconds: a day.
  package static let repairPeriod: Int64 = 24 * 3600

  /// Trust messages that are kept for a device that there is no session with: what a device of one's own is told of
  /// twelve thousand contacts.
  package static let owedTrustMessages = 64

  /// How long a second process waits for the first, in seconds.
  package static let busyTimeout: Double = 5
}
