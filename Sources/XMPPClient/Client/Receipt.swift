/// With this the app says that it has handled a stanza; see ``Client/handled(_:)``.
package struct Receipt: Sendable, Hashable {
  /// Which of the client's sessions it came in; numbers begin anew with each.
  let session: Int
  /// `nil` where the server does not count.
  let number: UInt64?
  /// About how many bytes of memory the stanza takes until it is handled.
  let size: Int
}
