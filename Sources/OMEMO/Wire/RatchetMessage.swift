package import DoubleRatchet
import Primitives
import SwiftProtobuf

/// An OMEMOAuthenticatedMessage as received, with the OMEMOMessage in it (XEP-0384 0.9, section 4.6).
///
/// The MAC is over ``message`` as it arrived: a re-encoding might differ in bytes that a decoder tolerates.
package struct RatchetMessage: Sendable {
  package static let macByteCount = 16
  package let mac: [UInt8]
  /// The serialised OMEMOMessage.
  package let message: [UInt8]
  package let header: RatchetHeader
  package let ciphertext: [UInt8]

  /// - Throws: `malformedMessage`, `invalidKey`.
  package init(_ serialised: [UInt8]) throws(OMEMOError) {
    let outer: WireOMEMOAuthenticatedMessage
    let inner: WireOMEMOMessage
    do {
      outer = try WireOMEMOAuthenticatedMessage(serializedBytes: serialised)
      inner = try WireOMEMOMessage(serializedBytes: outer.message)
    } catch {
      throw .malformedMessage
    }
    guard outer.mac.count == Self.macByteCount, inner.hasCiphertext else { throw .malformedMessage }
    mac = [UInt8](outer.mac)
    message = [UInt8](outer.message)
    ciphertext = [UInt8](inner.ciphertext)
    header = RatchetHeader(
      ratchetKey: try publicKey(inner.dhPub), previousCount: inner.pn, number: inner.n)
  }

  /// Serialises the part that the MAC covers.
  static func message(_ header: RatchetHeader, ciphertext: [UInt8]) throws(OMEMOError) -> [UInt8] {
    var inner = WireOMEMOMessage()
    inner.n = header.number
    inner.pn = header.previousCount
    inner.dhPub = .init(header.ratchetKey.encoded)
    inner.ciphertext = .init(ciphertext)
    return try serialise(inner)
  }

  /// Serialises the whole.
  static func authenticated(_ message: [UInt8], mac: [UInt8]) throws(OMEMOError) -> [UInt8] {
    var outer = WireOMEMOAuthenticatedMessage()
    outer.mac = .init(mac)
    outer.message = .init(message)
    return try serialise(outer)
  }
}

/// Serialises a message whose required fields are set, which is the only thing that can fail.
func serialise(_ message: some SwiftProtobuf.Message) throws(OMEMOError) -> [UInt8] {
  do { return try message.serializedBytes() } catch { throw .malformedMessage }
}

/// Reads a Curve25519 key field.
func publicKey(_ bytes: some Collection<UInt8>) throws(OMEMOError) -> X25519PublicKey {
  do { return try X25519PublicKey(bytes) } catch { throw .invalidKey }
}
