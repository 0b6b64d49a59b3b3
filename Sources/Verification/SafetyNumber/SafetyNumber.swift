package import Primitives
package import XML

/// What two people read out to each other: 60 digits for a pair of devices, the same on both, as Signal's safety
/// numbers.
///
/// A device has its own key in OMEMO, so this is about two devices and not about two people; what follows for their
/// other devices is for trust messages to say.
package struct SafetyNumber: Hashable, Sendable, CustomStringConvertible {
  private let local: NumericFingerprint
  private let remote: NumericFingerprint

  /// Hashes both keys, 5200 times each: some milliseconds.
  ///
  /// - Parameters:
  ///   - local: our device's identity key, in X25519 form.
  ///   - localJID: our account. The resource does not count.
  ///   - remote: the contact's device's identity key.
  ///   - remoteJID: the contact's account.
  package init(local: X25519PublicKey, localJID: JID, remote: X25519PublicKey, remoteJID: JID) {
    self.init(
      local: local, localName: Array(localJID.bare.description.utf8), remote: remote,
      remoteName: Array(remoteJID.bare.description.utf8))
  }

  /// With names of any kind; Signal's are telephone numbers or service ids.
  package init(local: X25519PublicKey, localName: [UInt8], remote: X25519PublicKey, remoteName: [UInt8]) {
    self.local = NumericFingerprint(local, name: localName)
    self.remote = NumericFingerprint(remote, name: remoteName)
  }

  /// The 60 digits without spaces. The smaller half comes first, so that both sides read the same.
  package var digits: String {
    let halves = [local.digits, remote.digits].sorted()
    return halves[0] + halves[1]
  }

  /// Twelve groups of five digits.
  package var description: String {
    let digits = Array(digits.utf8)
    return stride(from: 0, to: digits.count, by: 5).map { start in
      String(decoding: digits[start..<(start + 5)], as: UTF8.self)
    }.joined(separator: " ")
  }

  /// Compares with digits that were read out or typed, with spaces between them as may be.
  ///
  /// In constant time for 60 digits: what a peer sends to compare must not be found digit by digit.
  package func matches(_ typed: String) -> Bool {
    SecretBytes(copying: Array(digits.utf8)).matches(SecretBytes(copying: typed.utf8.filter { $0 != 0x20 }))
  }

  /// What our screen shows to the other's camera.
  package var scannable: ScannableFingerprint {
    ScannableFingerprint(local: Array(local.digest.prefix(32)), remote: Array(remote.digest.prefix(32)))
  }
}
