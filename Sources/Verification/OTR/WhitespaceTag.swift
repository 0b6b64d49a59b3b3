/// OTR's whitespace tag: 16 bytes of spaces and tabs, then 8 for each version that is offered.
struct WhitespaceTag: Equatable {
  let range: Range<Int>
  let versions: Set<Int>

  /// The first tag in a body, wherever it stands.
  static func first(in bytes: [UInt8]) -> WhitespaceTag? {
    guard let base = bytes[...].firstRange(of: base) else { return nil }
    var end = base.upperBound
    var versions: Set<Int> = []
    while bytes.count - end >= groupByteCount {
      guard let version = Self.versions[Array(bytes[end..<(end + groupByteCount)])] else { break }
      versions.insert(version)
      end += groupByteCount
    }
    return WhitespaceTag(range: base.lowerBound..<end, versions: versions)
  }

  private static let groupByteCount = 8

  private static let base: [UInt8] = [
    0x20, 0x09, 0x20, 0x20, 0x09, 0x09, 0x09, 0x09, 0x20, 0x09, 0x20, 0x09, 0x20, 0x09, 0x20, 0x20,
  ]

  private static let versions: [[UInt8]: Int] = [
    [0x20, 0x09, 0x20, 0x09, 0x20, 0x20, 0x09, 0x20]: 1,
    [0x20, 0x20, 0x09, 0x09, 0x20, 0x20, 0x09, 0x20]: 2,
    [0x20, 0x20, 0x09, 0x09, 0x20, 0x20, 0x09, 0x09]: 3,
    [0x20, 0x20, 0x09, 0x09, 0x20, 0x09, 0x20, 0x20]: 4,
  ]
}
