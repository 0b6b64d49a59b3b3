/// The results as tables for people.
struct MarkdownTable {
  let results: Results
  let order: [String]

  var text: String {
    [sessions, stanzas, ratios, sizes].joined(separator: "\n") + "\n"
  }

  private var sessions: String {
    let columns = order + [Implementation.floor, Implementation.fastFloor]
    let rows = Work.sessions.map { work in
      [work.title] + columns.map { name in
        results.figures[work.name]?[name].map { Text.time($0.processor.median) } ?? "—"
      }
    }
    return "Processor time of one operation, median of \(results.rounds) rounds.\n\n"
      + Self.table([""] + columns, rows)
  }

  private var stanzas: String {
    let rows = Work.stanzas.compactMap { work -> [String]? in
      guard let figure = results.figures[work.name]?[Implementation.pawl] else { return nil }
      let floor = results.figures[work.name]?[Implementation.floor].map { Text.time($0.processor.median) } ?? "—"
      return [
        work.title, Text.time(figure.processor.median), Text.spread(figure.processor), Text.time(figure.wall.median),
        Text.spread(figure.wall), floor,
      ]
    }
    return "Pawl's own: stanzas and the store, every commit durable.\n\n"
      + Self.table(["", "processor", "spread", "wall", "spread", "floor"], rows)
  }

  private var ratios: String {
    let rows = Ratio.all.compactMap { ratio -> [String]? in
      guard let result = results.ratios[ratio.name] else { return nil }
      let isMet = result.value.median <= ratio.target
      return [
        ratio.title, Text.ratio(result.value.median),
        "\(Text.ratio(result.value.lowerQuartile)) – \(Text.ratio(result.value.upperQuartile))",
        Text.ratio(ratio.target), isMet ? "met" : "**missed**",
      ]
    }
    return "Ratios within the run; smaller is better.\n\n"
      + Self.table(["", "median", "middle half", "target", ""], rows)
  }

  private var sizes: String {
    var rows = order.map { name in
      [
        name, results.recordSizes[name].map(Text.bytes) ?? "—", results.peakMemory[name].map(Text.bytes) ?? "—",
      ] + Self.counted.map { results.allocations[$0]?[name].map(Text.count) ?? "—" }
    }
    if let growth = results.growth {
      rows.append(["pawl, growth over \(growth.messages) messages", "", Text.bytes(growth.bytes)] + Self.counted.map { _ in "" })
    }
    return "Session record, most memory of a process, heap allocations an operation.\n\n"
      + Self.table(["", "record", "memory"] + Self.counted, rows)
  }

  static let counted = ["encrypt", "decrypt", "ping-pong", "stanza-encrypt", "stanza-decrypt"]

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    let rule = head.indices.map { $0 == 0 ? "---" : "---:" }
    return ([head, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n"
  }
}
