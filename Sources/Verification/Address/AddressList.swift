package import Primitives
package import XML

/// The addresses at which the owner of a key can be reached, the one to try first first.
///
/// It says where to look and not whom to trust: at each address a device counts only if it has the key, or a statement
/// for that account. Otherwise a list could send a contact's messages to a stranger's account.
package struct AddressList: Claims {
  package static let name = "address-list"
  package let addressKey: Ed25519PublicKey
  /// Counts the lists of this key.
  package let serial: UInt64
  package let period: ValidityPeriod
  /// 1 to ``StatementLimits/addresses``, each once. Any account's address may be among them, not key addresses alone.
  package let addresses: [JID]

  /// - Throws: ``StatementError/invalidList``, ``StatementError/invalidAddress``.
  package init(
    addressKey: Ed25519PublicKey, serial: UInt64, period: ValidityPeriod, addresses: [JID]
  ) throws(StatementError) {
    guard (1...StatementLimits.addresses).contains(addresses.count), Set(addresses).count == addresses.count else {
      throw .invalidList
    }
    for address in addresses { _ = try address.signedForm() }
    self.addressKey = addressKey
    self.serial = serial
    self.period = period
    self.addresses = addresses
  }

  package init(addressKey: Ed25519PublicKey, fields: [UInt8]) throws(StatementError) {
    var reader = OctetReader(fields)
    guard let serial: UInt64 = reader.number() else { throw .malformed }
    let period = try ValidityPeriod(&reader)
    guard let count: UInt8 = reader.number() else { throw .malformed }
    guard (1...StatementLimits.addresses).contains(Int(count)) else { throw .invalidList }
    var addresses: [JID] = []
    for _ in 0..<count { addresses.append(try JID(signed: &reader)) }
    guard reader.isAtEnd else { throw .malformed }
    try self.init(addressKey: addressKey, serial: serial, period: period, addresses: addresses)
  }

  package var fields: [UInt8] {
    serial.bigEndianBytes + period.encoded + [UInt8(addresses.count)]
      + addresses.flatMap { (try? $0.signedForm()) ?? [] }  // checked when the value was made
  }

  package let isFinal = false
}
