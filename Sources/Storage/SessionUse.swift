/// What was done in a session before it is written. By it the session becomes the device's active one, or does not: the next
/// message goes out in the one that the peer seems to write in (Sesame, section 3.4).
package enum SessionUse: Sendable {
  /// A message was opened.
  case opened
  /// A message was opened that others of its chain have overtaken. It says nothing about where the peer writes now.
  case openedLate
  /// A message was opened that repeats the key exchange of a session that is known. Whoever sent it had nothing of ours in
  /// that session. If since its first message we have heard of the peer in a session of ours that the two began at once, he
  /// has given this one up, and could not read what went out in it.
  case openedRepeatedExchange
  /// A message was sealed in it, which used a key up that must never be used again.
  case sealed
}
