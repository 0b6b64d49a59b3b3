/// What was done in a session before it is written.
package enum SessionUse: Sendable {
  /// A message was opened in it.
  case opened
  /// A message was sealed in it, which used a key up that must never be used again.
  case sealed
}
