/// Why a SCRAM exchange was broken off by the client. Each means that the server is broken, or is not who it says.
package enum SCRAMError: Error, Equatable, Sendable {
  /// The user's name or password has a character that SASLprep forbids.
  case unusableCredentials
  /// A message that is not of RFC 5802's form, has an extension that must be understood, or is too long.
  case malformed
  /// The server's nonce does not begin with ours, or adds nothing to it: a replay.
  case foreignNonce
  /// So few iterations that the proof would give the password away to a guess, or so many as to hold the client up.
  case iterationsOutOfRange
  /// The server does not know the password, nor anything made from it.
  case wrongServerSignature
  /// The server claimed success and never showed a signature.
  case missingServerSignature
}
