/// The room that is left in a backup while it is filled.
struct BackupRoom {
  private var byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
  }

  /// Takes entries as long as there is room for the next.
  ///
  /// - Parameter write: as the entry is written into the body.
  mutating func take<Entry>(
    _ entries: [Entry], atMost limit: Int, _ write: (Entry, inout BackupMeasure) -> Void
  ) -> [Entry] {
    var taken: [Entry] = []
    for entry in entries {
      var measure = BackupMeasure()
      write(entry, &measure)
      guard taken.count < limit, measure.byteCount <= byteCount else { break }
      byteCount -= measure.byteCount
      taken.append(entry)
    }
    return taken
  }
}
