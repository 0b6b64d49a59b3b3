package import XML

/// A trust message (XEP-0434 0.6): what a device says of keys, to be acted on by the protocol that it names.
package struct TrustMessage: Hashable, Sendable {
  package static let namespace = "urn:xmpp:tm:1"
  /// Automatic Trust Management (XEP-0450).
  package static let automaticTrustManagement = "urn:xmpp:atm:1"
  package static let omemo2 = "urn:xmpp:omemo:2"

  /// What is said of one account's keys.
  package struct KeyOwner: Hashable, Sendable {
    /// Without a resource.
    package let jid: JID
    package let trusted: [TrustKeyID]
    package let distrusted: [TrustKeyID]

    /// - Throws: ``TrustMessageError/noKeys``, ``TrustMessageError/invalidOwner``, ``TrustMessageError/duplicate``.
    package init(jid: JID, trusted: [TrustKeyID] = [], distrusted: [TrustKeyID] = []) throws(TrustMessageError) {
      guard jid.isBare else { throw .invalidOwner }
      let keys = trusted + distrusted
      guard !keys.isEmpty else { throw .noKeys }
      guard keys.count <= TrustLimits.keys else { throw .tooMany }
      guard Set(keys).count == keys.count else { throw .duplicate }
      self.jid = jid
      self.trusted = trusted
      self.distrusted = distrusted
    }

    var keyCount: Int { trusted.count + distrusted.count }

    /// Each key with what is said of it.
    package var statements: [(key: KeyReference, statement: TrustStatement)] {
      trusted.map { (KeyReference(jid, $0), .trust) } + distrusted.map { (KeyReference(jid, $0), .distrust) }
    }
  }

  /// The namespace of the protocol that says what follows.
  package let usage: String
  /// The namespace of the encryption that the keys are for.
  package let encryption: String
  /// 1 to ``TrustLimits/keyOwners``, each account once.
  package let keyOwners: [KeyOwner]

  /// - Throws: ``TrustMessageError/noKeys``, ``TrustMessageError/tooMany``, ``TrustMessageError/duplicate``,
  ///   ``TrustMessageError/malformed`` for an empty namespace.
  package init(
    usage: String = automaticTrustManagement, encryption: String = omemo2, keyOwners: [KeyOwner]
  ) throws(TrustMessageError) {
    guard !usage.isEmpty, !encryption.isEmpty else { throw .malformed }
    guard !keyOwners.isEmpty else { throw .noKeys }
    let keyCount = keyOwners.reduce(0) { $0 + $1.keyCount }
    guard keyOwners.count <= TrustLimits.keyOwners, keyCount <= TrustLimits.keys else { throw .tooMany }
    guard Set(keyOwners.map(\.jid)).count == keyOwners.count else { throw .duplicate }
    self.usage = usage
    self.encryption = encryption
    self.keyOwners = keyOwners
  }
}
