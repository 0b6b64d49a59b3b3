/// What a driver answered for one slice.
enum Sample: Equatable {
  case unsupported
  case number(Double)
  /// In nanoseconds for all operations together.
  case time(operations: Int, processor: Double, wall: Double, allocations: Int?)

  /// Reads a line of a driver; `nil` for what is none.
  init?(_ line: String) {
    let words = line.split(separator: " ")
    switch words.first {
    case "none" where words.count == 1: self = .unsupported
    case "number" where words.count == 2:
      guard let value = Double(words[1]) else { return nil }
      self = .number(value)
    case "time" where words.count == 5:
      guard let operations = Int(words[1]), operations > 0, let processor = Double(words[2]),
        let wall = Double(words[3]), let allocations = Int(words[4])
      else { return nil }
      self = .time(
        operations: operations, processor: processor, wall: wall, allocations: allocations < 0 ? nil : allocations)
    default: return nil
    }
  }

  /// Nanoseconds for each operation.
  func nanoseconds(_ clock: Work.Clock) -> Double? {
    guard case .time(let operations, let processor, let wall, _) = self else { return nil }
    return (clock == .processor ? processor : wall) / Double(operations)
  }

  var allocations: Double? {
    guard case .time(let operations, _, _, let allocations?) = self else { return nil }
    return Double(allocations) / Double(operations)
  }

  var value: Double? {
    if case .number(let value) = self { value } else { nil }
  }
}
