package import XML

/// From where an archive is read.
package enum ArchiveStart: Sendable, Equatable {
  /// From the oldest message on.
  case beginning
  /// After the message of that id, which was the last to be stored here.
  case after(id: String)
  case since(DateTime)
}
