import DoubleRatchet
import Primitives

/// How a profile writes its two messages: the ratchet message, and the key exchange around it.
///
/// What is read is kept as it arrived, since the MAC is over the received bytes: a re-encoding might differ in bytes that
/// a decoder tolerates.
protocol Wire: Sendable {
  /// What stands before a message's bytes under its MAC. Whoever sends it is `sender`.
  func associatedData(of exchange: KeyExchangeID, responder: IdentityKey, sender: Session.Role) -> [UInt8]

  /// The part of a ratchet message that its MAC covers.
  func authenticatedPart(_ header: RatchetHeader, ciphertext: [UInt8]) -> [UInt8]
  /// The whole message.
  func ratchetMessage(_ authenticatedPart: [UInt8], mac: [UInt8]) -> [UInt8]
  /// - Throws: `malformedMessage`, `unsupportedVersion`, `invalidKey`.
  func readRatchetMessage(_ bytes: [UInt8]) throws(OMEMOError) -> RatchetMessage

  /// A key exchange with the message inside it.
  func keyExchange(_ id: KeyExchangeID, message: [UInt8]) -> [UInt8]
  /// - Throws: `malformedMessage`, `unsupportedVersion`, `invalidID`, `invalidKey`.
  func readKeyExchange(_ bytes: [UInt8]) throws(OMEMOError) -> KeyExchange
}
