package import OMEMO
package import Primitives
package import PushTokens

/// What of a device outlives its store: who it is, whom it trusts, and its push tokens, sealed under a passphrase.
///
/// No session is in it, no skipped key and no prekey. A ratchet that is put back to an earlier state uses message keys
/// again, which gives whoever saw both messages their difference; and of a prekey that comes back, a recorded key
/// exchange is accepted a second time. So a restored device begins its sessions anew, under a device id that no session
/// is bound to, with prekeys whose ids go on where those of the backup ended.
///
/// A file is, in version 1, with all numbers big-endian:
/// ```
/// header   10  "PAWLBACKUP"
///           1  version: 1
///          16  salt of Argon2id
///           4  its passes, 1 ... 10
///           4  its memory in KiB, 8 ... 262144
/// sealed   24  nonce
///           n  body, encrypted with XChaCha20-Poly1305; the header's 35 bytes are the associated data
///          16  tag
/// ```
/// The key is the 32 bytes that Argon2id (version 1.3, one lane) makes of the passphrase. A file has at most 16 MiB.
///
/// The body is these fields, one after another, and nothing behind them:
/// ```
/// identity         33  1 and an Ed25519 seed, or 2 and a Curve25519 scalar
/// JID              text, bare
/// device id        number
/// next prekey id   number, above all that were given out
/// trust policy     text: blind, manual or always-verify
/// devices          list of: JID (text, bare), device id (number), identity key (optional, 32 bytes of Curve25519),
///                  trust (text: undecided, trusted, verified or distrusted), understands tokens (flag),
///                  had another key before (flag)
/// minted tokens    list of: token (text), endpoint (text), expires (date)
/// given tokens     list of: token (text), endpoint (text), expires (date), contact (text, bare JID),
///                  device id (optional number), given (date), last seen (optional date)
/// held tokens      list of: token (text), endpoint (text), contact (text, bare JID), device id (number),
///                  received (date), expires (optional date), state (text: unused, used or dead)
/// ```
/// - number: 4 bytes, unsigned
/// - text: its length as a number, then UTF-8
/// - date: seconds since 1970, 8 bytes, two's complement; within the years 1 to 9999
/// - flag: one byte, 0 or 1
/// - optional: a flag, and the value if it is 1
/// - list: the count as a number, then the entries
///
/// Each value has one encoding. JIDs are in the form in which they are compared, and a file that has anything else is
/// refused like one that does not open.
package struct Backup: Sendable {
  /// The device that was. Its identity is kept; its device id only if that is asked for.
  package var account: Account
  package var trustPolicy: TrustPolicy
  package var nextPreKeyID: UInt32
  /// Devices of contacts and of our own account whose key is known, or was given up, as far as there is room. They are on
  /// no list here.
  package var devices: [DeviceRecord]
  package var mintedTokens: [MintedToken]
  package var givenTokens: [GivenToken]
  package var heldTokens: [HeldToken]

  /// Opens a file.
  package init(opening file: [UInt8], passphrase: borrowing SecretBytes) throws(BackupFileError) {
    let header = try BackupHeader(reading: file)
    try self.init(body: header.openBody(of: file, passphrase: passphrase))
  }

  /// The file.
  ///
  /// - Throws: ``BackupFileError/tooLarge``, ``BackupFileError/noMemory``.
  package func sealed(
    passphrase: borrowing SecretBytes, cost: Argon2id.Cost
  ) throws(BackupFileError) -> [UInt8] {
    try BackupHeader(cost: cost).seal(body(), passphrase: passphrase)
  }

  init(
    account: Account, trustPolicy: TrustPolicy, nextPreKeyID: UInt32,
    devices: [DeviceRecord], mintedTokens: [MintedToken], givenTokens: [GivenToken], heldTokens: [HeldToken]
  ) {
    self.account = account
    self.trustPolicy = trustPolicy
    self.nextPreKeyID = nextPreKeyID
    self.devices = devices
    self.mintedTokens = mintedTokens
    self.givenTokens = givenTokens
    self.heldTokens = heldTokens
  }
}
