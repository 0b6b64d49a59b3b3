package import XML
package import XMPPClient

/// How far our archive was read, and where reading it goes on.
///
/// A live message moves that place, too. Else the next login would read a long conversation again, of which the ratchet
/// remembers the latest chains only, and call unreadable what the user has read.
package struct ArchiveProgress: Sendable {
  /// Where the next page begins.
  package private(set) var next: ArchiveStart
  /// When the newest message that was read out of the archive was stored there. Of a live one only other clocks tell, so it
  /// stays as it was then: messages are read again where it has to do, and none is passed over.
  private var stamp: DateTime?
  /// Whether the archive was read to its end in this session; before that older messages are still to be read.
  private var isAtEnd = false
  /// Whether a live message tells where it stands in the archive, and all before it have come here, too.
  private var isTold = false
  /// The ids of the latest messages that were read or came. One that comes a second time moves nothing back.
  private var recent: [String] = []

  package init(from start: ArchiveStart) {
    next = start
  }

  /// What was known of the last session holds no longer.
  package mutating func beginSession() {
    (isAtEnd, isTold) = (false, false)
  }

  /// Learns what the server does. One that does not say that it stamps ids lets those through that others have made up, to
  /// have messages skipped; one without carbons archives what goes to our other clients, and gives us no copy of it.
  ///
  /// - Parameters:
  ///   - account: the features (XEP-0030) of our account.
  ///   - server: those of its server.
  package mutating func learn(account: [String], server: [String]) {
    let areIDsStamped = account.contains("urn:xmpp:mam:2") || account.contains("urn:xmpp:sid:0")
    isTold = areIDsStamped && (account + server).contains("urn:xmpp:carbons:2")
  }

  /// Takes note of a page that is on disk.
  package mutating func take(_ page: ArchivePage) {
    next = page.next ?? page.messages.last.map { ArchiveStart.after(id: $0.id) } ?? next
    stamp = page.messages.last?.stamp ?? stamp
    isAtEnd = page.next == nil
    remember(page.messages.map(\.id))
  }

  /// Takes note of a live message that is on disk.
  ///
  /// - Parameter account: our own bare address.
  /// - Returns: where to go on from, if that is another place now.
  package mutating func take(_ incoming: IncomingMessage, of account: JID) -> ArchiveStart? {
    guard isAtEnd, isTold, let id = incoming.archiveID(of: account), !recent.contains(id) else { return nil }
    remember([id])
    next = .after(id: id)
    return next
  }

  /// The archive no longer has the message where it was left. The time of one before has to do.
  package mutating func fallBack() {
    next = stamp.map(ArchiveStart.since) ?? .beginning
  }

  private mutating func remember(_ ids: [String]) {
    recent += ids
    recent.removeFirst(max(0, recent.count - Self.maximumRecent))
  }

  /// 4096: as many live messages as the client lets wait while the archive is read.
  package static let maximumRecent = 4096
}
