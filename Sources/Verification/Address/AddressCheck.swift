package import Primitives
package import XML

/// Whether a device belongs to a key address.
package enum AddressCheck {
  /// Decides on a device that was found at a key address.
  ///
  /// - Parameters:
  ///   - identityKey: what the device's bundle or session has.
  ///   - statements: statements that were verified under the address's key; others are passed over.
  /// - Returns: `true` when the identity key is the address's own, or when a statement that is not revoked names the
  ///   device, its key and this account. With `false` the device may still be anyone's: it is not trusted, and the user
  ///   is told that its server lists a device that the owner of the address has not signed.
  package static func vouches(
    _ address: KeyAddress, for identityKey: IdentityKey, device: UInt32, of jid: JID,
    _ statements: [Verified<DeviceStatement>]
  ) -> Bool {
    guard let agreementKey = try? identityKey.agreementKey() else { return false }
    let revoked = statements.contains {
      $0.claims.addressKey == address.key && $0.claims.state == .revoked && $0.claims.names(agreementKey)
    }
    guard !revoked else { return false }
    // Two Edwards keys have one Curve25519 form; who has the secret of one has the other's.
    if (try? address.key.agreementKey()) == agreementKey { return true }
    return statements.contains {
      $0.claims.addressKey == address.key && $0.claims.names(agreementKey) && $0.claims.device == device
        && $0.claims.jid == jid.bare
    }
  }
}
