package import XML

/// What followed from something that happened to a ``TrustState``.
package struct TrustDecision: Sendable, Equatable {
  /// A key whose level or date is another now.
  package struct Change: Sendable, Equatable {
    package let key: KeyReference
    package let level: TrustState.Level
    package let decided: DateTime
    /// Whose word it was; `nil` for the user's.
    package let by: KeyReference?
    /// Whether the level is another than before. If not, only the date was carried on, and nobody needs to be told.
    package let isNew: Bool
  }

  /// Why a statement has no effect.
  package enum Reason: Sendable, Equatable {
    /// The message is for another protocol or encryption.
    case anotherProtocol
    /// It is this device's own message, come back.
    case reflection
    /// The sender's key is distrusted.
    case distrustedSender
    /// The sender's word does not count for this key.
    case notTheirs
    /// It is about this very device. The user should see it: another own device holds this one for lost.
    case aboutThisDevice
    /// Something later is known about the key.
    case outdated
  }

  package struct Ignored: Sendable, Equatable {
    package let subject: KeyReference
    package let statement: TrustStatement
    package let reason: Reason
  }

  /// In order. A key may be there more than once.
  package internal(set) var changes: [Change] = []
  /// To be kept, until ``noLongerPostponed`` has them.
  package internal(set) var postponed: [PostponedStatement] = []
  /// To be deleted: they have had their effect, or never will have one.
  package internal(set) var noLongerPostponed: [PostponedStatement] = []
  package internal(set) var ignored: [Ignored] = []

  package init() {}
}
