/// The bounds of trust messages.
package enum TrustLimits {
  /// Key owners in one message, read or written. A new own device is told every contact's keys at once; whoever has
  /// more contacts sends more messages.
  package static let keyOwners = 200

  /// Keys in one message, over all owners.
  package static let keys = 2000

  /// The bytes of the key owners in one message that is written, 64 KiB: it fits an envelope with its padding. Some 1000 keys.
  package static let writtenBytes = 64 * 1024

  /// The bytes of a key identifier. OMEMO 2's have 32; other protocols' fingerprints have from 20 to 64.
  package static let keyIDBytes = 1...64

  /// Statements of one contact's devices that wait for their sender, or for a key. A server can add devices to an
  /// account without end, and each can send: what is beyond this pushes out the account's own, those of undecided
  /// devices first and then the oldest.
  package static let postponedPerContact = 500

  /// The same for our own account: a new device is told the keys of every contact before it has fetched any.
  package static let postponedOfOwnAccount = 5000
}
