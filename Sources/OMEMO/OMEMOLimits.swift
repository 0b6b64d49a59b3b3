import DoubleRatchet

/// The bounds on what elements may hold, and on what they may cost.
package enum OMEMOLimits {
  /// Devices in one account's list. People have a handful; a longer list makes every sender fetch a bundle for each
  /// (the fetch storm of a hostile server). QXmpp stops at 200.
  package static let devicesPerAccount = 200

  /// One-time prekeys in a bundle. XEP-0384 says about 100; some clients keep up to twice that.
  package static let preKeysPerBundle = 256

  /// `<key/>` elements in one message: a large room's devices. Each costs a base64 decoding at most, since only ours is
  /// opened.
  package static let keysPerMessage = 2000

  /// Keys of one legacy message that are tried when several name our device id: ids of different accounts may be the same.
  /// Each try may cost an X3DH.
  package static let candidateKeys = 4

  /// Accounts (`<keys/>`) in one message.
  package static let accountsPerMessage = 1000

  /// Steps of chains that one stanza may cost: four times what the most expensive message takes in one session. A message that
  /// does not open is tried in every session with its device, and in each may name a number 1000 ahead: in 40 sessions, four
  /// times over, that would be 320 000.
  package static let stepsPerStanza: UInt32 = 4 * (2 * RatchetLimits.maximumSkip + 1)

  /// 80 KiB of an envelope. In base64, and twice where both versions of OMEMO are needed, that is 214 KiB, and leaves room for
  /// the keys of 150 devices in the stanza of 256 KiB that common servers pass on. One that is larger costs the connection,
  /// again and again if it is sent again.
  package static let envelopeBytes = 80 * 1024

  /// Code points of a device label; XEP-0384 recommends fewer than 53.
  package static let labelCharacters = 53

  /// Bytes of a label's signature as published: 64 bytes in base64.
  package static let labelSignatureBytes = 88

  /// Sessions kept with one device: the active one and those before it, for late messages. libsignal keeps 40.
  package static let sessionsPerDevice = 40
}
