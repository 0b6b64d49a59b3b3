/// Commits changes of single pushes in groups: while one group is being written to disk, the next one gathers.
///
/// A disk makes some hundred commits a second, and a gateway has to take some thousand pushes. Nobody is answered before
/// the group with his change is on disk. Where a statement of a group is refused, its changes are run one by one, so that
/// one bad change harms no other. Where the database is not there, or may have committed, all of the group fail at once:
/// two hundred tries in a row, each until it times out, would keep everyone waiting who is to be told.
actor GroupCommit {
  private struct Change {
    /// The row that it changes. All instances go through their rows in the same order, or two of them could wait for
    /// each other.
    let key: [UInt8]
    /// In the group's transaction; keeps what came of it.
    let run: @Sendable (any SQLConnection) throws -> any Sendable
    let finish: @Sendable (Result<any Sendable, any Error>) -> Void
  }

  private let database: any SQLDatabase
  private var waiting: [Change] = []
  private var isCommitting = false

  init(database: any SQLDatabase) {
    self.database = database
  }

  /// Runs `body` in a transaction, with others'. Returns when it is durable.
  ///
  /// - Parameter key: of the one row that `body` changes.
  @discardableResult
  func commit<Value: Sendable>(
    key: [UInt8], _ body: @escaping @Sendable (any SQLConnection) throws -> Value
  ) async throws -> Value {
    let value: any Sendable = try await withCheckedThrowingContinuation { continuation in
      waiting.append(Change(key: key, run: body, finish: { continuation.resume(with: $0) }))
      if !isCommitting {
        isCommitting = true
        Task { await commitAll() }
      }
    }
    guard let value = value as? Value else { throw StoreError.corrupt }
    return value
  }

  private func commitAll() async {
    while !waiting.isEmpty {
      let group = waiting.prefix(Self.groupSize).sorted { $0.key.lexicographicallyPrecedes($1.key) }
      waiting.removeFirst(group.count)
      await commit(group)
    }
    isCommitting = false
  }

  private func commit(_ group: [Change]) async {
    do {
      let runs = group.map(\.run)
      let values = try await database.transaction { connection in try runs.map { try $0(connection) } }
      for (change, value) in zip(group, values) { change.finish(.success(value)) }
    } catch {
      guard group.count > 1, error as? StoreError != .unavailable else {
        return group.forEach { $0.finish(.failure(error)) }
      }
      for change in group { await commit([change]) }
    }
  }

  /// 256: at some 50 µs each, a group takes no longer than the disk does.
  private static let groupSize = 256
}
