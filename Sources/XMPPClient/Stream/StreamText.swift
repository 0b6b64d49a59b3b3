/// Text on its way to the server. Trees become text before they get here: one that cannot be written must not be counted
/// as sent.
package struct StreamText: Sendable {
  package let text: String
  /// Whether it opens a stream, so that what is read from now on is a new one.
  package let opensStream: Bool

  package init(text: String, opensStream: Bool) {
    self.text = text
    self.opensStream = opensStream
  }
}
