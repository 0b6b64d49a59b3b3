/// Why an element or a message cannot be used. All of these are the peer's doing, or of whoever stands between.
package enum OMEMOError: Error, Equatable {
  /// The XML is not what the schema of the element says.
  case malformedElement
  /// A protobuf message does not parse, lacks a field or has one of the wrong size.
  case malformedMessage
  /// A message of a version that is not spoken here.
  case unsupportedVersion
  /// An id is outside its range.
  case invalidID
  /// A carbon copy or an archived message that does not come from our own account.
  case forgedWrapper
  /// A key is not a key: see ``KeyError``.
  case invalidKey
  /// More entries than ``OMEMOLimits`` allows.
  case tooMany
  /// The message is not genuine, or not for this session. Which check failed is not said.
  case authenticationFailed
}
