extension Client {
  /// A page of our archive (XEP-0313), the oldest messages first.
  ///
  /// The app stores a page's messages together with ``ArchivePage/next``, and asks for the page from there on until
  /// there is none. An error `item-not-found` says that the archive no longer has the message to start after: it is
  /// then to be read from a moment on.
  ///
  /// - Parameter size: how many messages at most. A server may send fewer.
  package func archive(
    from start: ArchiveStart, size: Int = archivePageSize
  ) async throws(RequestError) -> ArchivePage {
    let query = ArchiveQuery(start, pageSize: size)
    queries[query.id] = query
    defer { queries[query.id] = nil }
    let answer = try await request("set", query.request)
    guard let query = queries[query.id] else { throw .offline }
    return try query.page(answer)
  }

  /// 100: one page of messages with keys for twenty devices has some 300 kB.
  package static let archivePageSize = 100
}
