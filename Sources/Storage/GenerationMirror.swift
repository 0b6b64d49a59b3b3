/// Keeps a store's generation where no backup, snapshot or copy of the database takes it: a keychain item of this device
/// only, or a file beside ``FileMirror``.
///
/// A store that is put back to an earlier state would use message keys again that it has used before, which gives whoever
/// saw both messages their difference. It is found out when its generation is behind what stands here.
public protocol GenerationMirror: Sendable {
  /// What was saved last; `nil` when nothing was.
  func load() throws -> StoreGeneration?
  /// Saves durably before it returns. Called after each transaction that encrypted, and before its ciphertext is handed
  /// out. Of two counts of one store the higher stays: two processes may come in the other order.
  func save(_ generation: StoreGeneration) throws
}
