/// Measures all implementations in turn: in each round each does a slice of each work, so that what disturbs the machine
/// for a while disturbs all of them.
struct Rounds {
  /// How long a slice is to be.
  let sliceNanoseconds: Double
  let count: Int
  let isQuick: Bool
  /// Processor and wall nanoseconds an operation, by work and implementation, one for each round.
  private(set) var samples: [String: [String: [Measured]]] = [:]

  struct Measured {
    let processor: Double
    let wall: Double
  }

  init(isQuick: Bool, count: Int?) {
    self.isQuick = isQuick
    sliceNanoseconds = isQuick ? 8e6 : 30e6
    self.count = count ?? (isQuick ? 5 : 15)
  }

  mutating func run(_ plan: [(work: Work, drivers: [Driver])], progress: (String) -> Void) throws {
    var sizes: [String: Int] = [:]
    for round in 0...count {
      progress(round == 0 ? "warming up" : "round \(round) of \(count)")
      for (work, drivers) in plan {
        for driver in drivers {
          let key = work.name + "/" + driver.name
          if sizes[key] == 0 { continue }
          let sample = try driver.ask(work.name, sizes[key] ?? Self.firstSize(work.size, isQuick: isQuick))
          guard let processor = sample.nanoseconds(.processor), let wall = sample.nanoseconds(.wall) else {
            sizes[key] = 0
            continue
          }
          // The first round finds out how many operations a slice takes, and is not counted.
          if round == 0 {
            sizes[key] = size(work.size, nanoseconds: processor)
          } else {
            samples[work.name, default: [:]][driver.name, default: []].append(Measured(processor: processor, wall: wall))
          }
        }
      }
    }
  }

  private static func firstSize(_ size: Work.Size, isQuick: Bool) -> Int {
    switch size {
    case .fitted(let limit): min(limit, 10)
    case .fixed(let count, let quick): isQuick ? quick : count
    }
  }

  private func size(_ size: Work.Size, nanoseconds: Double) -> Int {
    switch size {
    case .fitted(let limit): max(2, min(limit, Int(sliceNanoseconds / max(nanoseconds, 1))))
    case .fixed(let count, let quick): isQuick ? quick : count
    }
  }
}
