package import XML

extension Element {
  /// About how many bytes of memory it takes.
  package var footprint: Int {
    var bytes = Self.nodeOverhead + name.utf8.count + namespace.utf8.count
    for attribute in attributes {
      bytes += Self.nodeOverhead + attribute.name.utf8.count + attribute.namespace.utf8.count + attribute.value.utf8.count
    }
    for child in children {
      switch child {
      case .text(let text): bytes += Self.nodeOverhead + text.utf8.count
      case .element(let element): bytes += element.footprint
      }
    }
    return bytes
  }

  /// 64: the strings and arrays themselves, without what they hold.
  private static let nodeOverhead = 64
}
