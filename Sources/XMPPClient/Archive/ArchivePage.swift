/// A piece of an archive.
package struct ArchivePage: Sendable, Equatable {
  package let messages: [ArchivedMessage]
  /// Where the next page begins, to be stored together with the messages; `nil` if this is the last.
  package let next: ArchiveStart?

  package init(messages: [ArchivedMessage], next: ArchiveStart?) {
    self.messages = messages
    self.next = next
  }
}
