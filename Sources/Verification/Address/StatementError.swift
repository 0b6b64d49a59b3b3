/// Why a statement is not made, read or believed.
package enum StatementError: Error, Equatable, Sendable {
  /// The XML or the signed bytes are not what the form says.
  case malformed
  /// A key in it is none.
  case invalidKey
  /// An address in it is none, not bare, not in its final form, without a local part, or too long.
  case invalidAddress
  /// A device id outside 1 to 2^31 - 1.
  case invalidDevice
  /// No address, too many, or one twice.
  case invalidList
  /// It ends before it begins, lasts longer than ``StatementLimits/lifetime``, or its dates are no dates.
  case invalidPeriod
  /// The signature does not verify.
  case badSignature
  /// Signed by another key than the one asked for. It says nothing about this address.
  case anotherKey
  /// Issued more than ``StatementLimits/clockTolerance`` from now.
  case notYetValid
  case expired
  /// A later statement is known: this one has been replaced.
  case replaced
  /// Another statement with the same serial number is known: the owner's key is in two hands, or his software broken.
  case equivocation
  /// The device's key has been revoked, for good.
  case revoked
}
