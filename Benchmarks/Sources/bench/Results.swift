/// What one run found out.
struct Results: Codable, Sendable {
  struct Figure: Codable, Sendable {
    /// Nanoseconds an operation.
    let processor: Spread
    let wall: Spread
  }

  struct RatioResult: Codable, Sendable {
    let target: Double
    let value: Spread
  }

  var isQuick: Bool
  var rounds: Int
  var machine: Machine
  /// By work, then implementation.
  var figures: [String: [String: Figure]] = [:]
  /// The single primitives, in nanoseconds of processor time.
  var primitives: [String: Spread] = [:]
  var ratios: [String: RatioResult] = [:]
  /// Heap allocations an operation, by work, then implementation.
  var allocations: [String: [String: Double]] = [:]
  /// Bytes of a stored session after a conversation.
  var recordSizes: [String: Double] = [:]
  /// Bytes of the most memory that a process had that did nothing but one conversation.
  var peakMemory: [String: Double] = [:]
  /// Bytes that the process grew by over the last nine tenths of so many messages.
  var growth: Growth?

  struct Growth: Codable, Sendable {
    let messages: Int
    let bytes: Double
  }

  init(_ rounds: Rounds, machine: Machine) {
    isQuick = rounds.isQuick
    self.rounds = rounds.count
    self.machine = machine
    var series = rounds.samples
    let primitives = Work.primitives.compactMap { work in
      series.removeValue(forKey: work.name)?[Implementation.primitives].map { (work.name, $0) }
    }
    for (name, measured) in primitives { self.primitives[name] = Spread(measured.map(\.processor)) }
    for work in Floor.works.keys where series[work] != nil {
      for (name, isFast) in [(Implementation.floor, false), (Implementation.fastFloor, true)] {
        series[work]?[name] = (0..<rounds.count).compactMap { round in
          let costs = Dictionary(
            primitives.compactMap { $0.1.indices.contains(round) ? ($0.0, $0.1[round].processor) : nil }) { $1 }
          return Floor.nanoseconds(of: work, costs, isFast: isFast).map { Rounds.Measured(processor: $0, wall: $0) }
        }
      }
    }
    for (work, implementations) in series {
      figures[work] = implementations.compactMapValues { measured in
        guard let processor = Spread(measured.map(\.processor)), let wall = Spread(measured.map(\.wall)) else { return nil }
        return Figure(processor: processor, wall: wall)
      }
    }
    for ratio in Ratio.all {
      let values = (0..<rounds.count).compactMap { round -> Double? in
        guard let upper = Self.sum(ratio.numerator, series, round), let lower = Self.sum(ratio.denominator, series, round)
        else { return nil }
        return upper / lower
      }
      if let value = Spread(values) { ratios[ratio.name] = RatioResult(target: ratio.target, value: value) }
    }
  }

  private static func sum(_ terms: [Ratio.Term], _ series: [String: [String: [Rounds.Measured]]], _ round: Int) -> Double? {
    var total = 0.0
    for term in terms {
      guard let measured = series[term.work]?[term.implementation], measured.indices.contains(round) else { return nil }
      total += (term.clock == .processor ? measured[round].processor : measured[round].wall) * term.factor
    }
    return total
  }
}
