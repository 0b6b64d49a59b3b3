package import XML

/// What one device knows of keys and of what others said about them: the state of Automatic Trust Management
/// (XEP-0450).
///
/// A value without storage or clock. Whatever happens to it comes back as a ``TrustDecision``, which says what changed,
/// so that a store can follow.
package struct TrustState: Sendable, Equatable {
  /// Whether a key is somebody's, as far as this device knows.
  package enum Level: Sendable, Equatable {
    /// Nobody said so. This includes keys that are trusted blindly: their owner's server may have made them.
    case undecided
    case authenticated
    case distrusted
  }

  /// A key that was fetched.
  package struct Key: Sendable, Equatable {
    package var level: Level
    /// When that was said, by the user here or by the device that told us; `nil` for an undecided key.
    package var decided: DateTime?

    package init(level: Level = .undecided, decided: DateTime? = nil) {
      self.level = level
      self.decided = decided
    }
  }

  /// This device: the account and the key. It is not among ``keys``, and nobody decides on it.
  package let device: KeyReference
  /// The keys that were fetched, of this account's other devices and of contacts.
  package internal(set) var keys: [KeyReference: Key]
  /// What was said and cannot count yet: by the sender's account, so that no account's statements make another's slow,
  /// and of one sender about one key the latest only.
  var waiting: [JID: [Topic: PostponedStatement]]

  struct Topic: Sendable, Hashable {
    let sender: KeyReference
    let subject: KeyReference
  }

  package init(device: KeyReference, keys: [KeyReference: Key] = [:], postponed: [PostponedStatement] = []) {
    self.device = device
    self.keys = keys
    self.keys[device] = nil
    waiting = [:]
    for said in postponed { waiting[said.sender.owner, default: [:]][said.topic] = said }
  }

  /// What was said and cannot count yet, the earliest first.
  package var postponed: [PostponedStatement] {
    waiting.values.flatMap(\.values).sorted()
  }

  /// Whether the sender's statements count for a key: an own device's for each key, a contact's device's for its own
  /// account's keys. A contact who vouched for another would decide whom we write to.
  func mayDecide(_ sender: KeyReference, on subject: KeyReference) -> Bool {
    sender.owner == device.owner || sender.owner == subject.owner
  }

  func isAuthenticated(_ key: KeyReference) -> Bool {
    keys[key]?.level == .authenticated
  }
}
