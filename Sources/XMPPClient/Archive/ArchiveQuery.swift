package import XML

/// One query for a page of our archive (XEP-0313 section 4) and what came of it so far.
package struct ArchiveQuery {
  package let id: String
  private let start: ArchiveStart
  private let pageSize: Int
  private var messages: [ArchivedMessage] = []
  private var count = 0
  private var footprint = 0
  private var isCut = false
  private var isBroken = false

  package init(_ start: ArchiveStart, pageSize: Int, id: String = Identifier.random()) {
    self.start = start
    self.pageSize = pageSize
    self.id = id
  }

  /// What is asked; pages are cut by XEP-0059.
  package var request: Element {
    var fields: KeyValuePairs<String, String> = [:]
    if case .since(let moment) = start { fields = ["start": moment.description] }
    var cut = [Element("max", namespace: XMPPNamespace.resultSet, text: "\(pageSize)")]
    if case .after(let id) = start { cut.append(Element("after", namespace: XMPPNamespace.resultSet, text: id)) }
    return Element(
      "query", namespace: XMPPNamespace.archive, ["queryid": id],
      children: [
        .submission(of: XMPPNamespace.archive, fields),
        Element("set", namespace: XMPPNamespace.resultSet, children: cut),
      ])
  }

  /// Takes a result. An archive that sends more than was asked for, or one message twice, is not believed.
  package mutating func receive(_ message: ArchivedMessage) {
    count += 1
    guard count <= pageSize, !messages.contains(where: { $0.id == message.id }) else {
      isBroken = true
      return
    }
    footprint += message.stanza.footprint
    // All of a page is held until it ends, and anyone can put a hundred of the largest stanzas into the archive.
    if footprint > Self.maximumFootprint, !messages.isEmpty { isCut = true }
    if !isCut { messages.append(message) }
  }

  /// Takes the answer that ends the page.
  ///
  /// - Throws: ``RequestError/malformedAnswer``, also where the next page would begin where this one did: it would for
  ///   ever.
  package func page(_ answer: Element) throws(RequestError) -> ArchivePage {
    guard !isBroken, let fin = try? answer.atMostOne("fin", XMPPNamespace.archive) else { throw .malformedAnswer }
    if isCut, let last = messages.last {
      guard start != .after(id: last.id) else { throw .malformedAnswer }
      return ArchivePage(messages: messages, next: .after(id: last.id))
    }
    if ["true", "1"].contains(fin.attribute("complete")) { return ArchivePage(messages: messages, next: nil) }
    guard let last = fin.elements("set", XMPPNamespace.resultSet).first?
      .elements("last", XMPPNamespace.resultSet).first?.text, !last.isEmpty
    else {
      // An empty page is the end, said or not; messages without the place to go on from are an archive cut off.
      guard messages.isEmpty else { throw .malformedAnswer }
      return ArchivePage(messages: [], next: nil)
    }
    guard start != .after(id: last) else { throw .malformedAnswer }
    return ArchivePage(messages: messages, next: .after(id: last))
  }

  /// 64 MiB of memory for one page: what comes beyond is asked for again with the next one.
  private static let maximumFootprint = 64 << 20
}
