/// Why the server refused a login (RFC 6120 section 6.5).
package enum SASLCondition: String, Sendable {
  case aborted
  case accountDisabled = "account-disabled"
  case credentialsExpired = "credentials-expired"
  case encryptionRequired = "encryption-required"
  case incorrectEncoding = "incorrect-encoding"
  case invalidAuthzid = "invalid-authzid"
  case invalidMechanism = "invalid-mechanism"
  case malformedRequest = "malformed-request"
  case mechanismTooWeak = "mechanism-too-weak"
  /// Also stands for a condition that is not among these.
  case notAuthorized = "not-authorized"
  case temporaryAuthFailure = "temporary-auth-failure"
}
