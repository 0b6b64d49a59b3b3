/// Why something was refused. All but ``tooLarge`` while writing are the doing of whoever made the text or the payload.
package enum PushError: Error, Equatable, Sendable {
  /// Not 40 lower-case hex digits.
  case invalidToken
  /// Not an absolute https URL, longer than ``TokenLimits/endpointBytes``, or with a user or a fragment.
  case invalidEndpoint
  /// Not a date in the form's one format, or not one date for each token.
  case invalidDate
  /// The payload is for something that this version does not know. It is to be ignored as a whole.
  case unknownPurpose
  /// Not the XML element, or not the JSON object, that the form asks for: a part missing or of another type.
  case malformedPayload
  /// A payload without a token.
  case noTokens
  /// More than ``TokenLimits/tokensPerPayload``.
  case tooManyTokens
  /// The same token twice in one payload.
  case duplicateToken
  /// A JSON text, TLV value or `extra_data` beyond its bound.
  case tooLarge
  /// JSON nested beyond ``TokenLimits/jsonDepth``.
  case tooDeep
  /// Not one TLV record of ChatSecure's type: another type, or a length that is not the value's.
  case malformedTLV
  /// Another contact gave this token before; see ``TokenMerge``.
  case claimedByAnother
}
