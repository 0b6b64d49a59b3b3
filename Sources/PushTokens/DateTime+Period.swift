import XML

extension DateTime {
  /// The moment so many seconds later, or the last one that the format can write.
  func adding(_ seconds: Int64) -> DateTime {
    DateTime(secondsSinceEpoch: secondsSinceEpoch + seconds)
  }
}
