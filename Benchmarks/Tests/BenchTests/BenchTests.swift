import Foundation
import Testing

@testable import bench

@Suite("What the figures are made of")
struct BenchTests {
  @Test("The middle of several measurements, and the middle half around it")
  func spread() throws {
    let spread = try #require(Spread([5, 1, 4, 2, 3]))
    #expect(spread.median == 3 && spread.lowerQuartile == 2 && spread.upperQuartile == 4)
    #expect(Spread([]) == nil)
    #expect(Spread([7])?.median == 7)
  }

  @Test("A driver's lines", arguments: ["", "time", "time 0 1 1 -1", "time 1 1 1", "number", "number x", "none 1", "ok"])
  func refusedLine(_ line: String) {
    #expect(Sample(line) == nil)
  }

  @Test("Nanoseconds and allocations are for one operation")
  func sample() throws {
    let sample = try #require(Sample("time 10 1000 2000 30"))
    #expect(sample.nanoseconds(.processor) == 100 && sample.nanoseconds(.wall) == 200 && sample.allocations == 3)
    #expect(Sample("time 10 1000 2000 -1")?.allocations == nil)
    #expect(Sample("none")?.nanoseconds(.wall) == nil)
    #expect(Sample("number 12")?.value == 12)
  }

  @Test("Every primitive that a floor is made of is measured")
  func floor() throws {
    let ones = Dictionary(uniqueKeysWithValues: Floor.primitives.map { ($0, 1.0) })
    for work in Floor.works.keys { #expect(Floor.nanoseconds(of: work, ones, isFast: false) != nil) }
    #expect(Floor.nanoseconds(of: "encrypt", ones, isFast: false) == 8)
    var fast = ones
    for name in ones.keys where name.hasPrefix("fast-") { fast[name] = 0 }
    #expect(Floor.nanoseconds(of: "encrypt", fast, isFast: true) == 1)
    #expect(Floor.nanoseconds(of: "encrypt", [:], isFast: false) == nil)
  }

  @Test("A ratio that is worse than its threshold fails; one that was not measured does not")
  func thresholds() throws {
    let thresholds = try JSONDecoder().decode(
      Thresholds.self,
      from: Data(#"{"ratios":{"a":1.5,"b":1},"allocations":{"encrypt":10},"growth":100}"#.utf8))
    var results = Results(Rounds(isQuick: true, count: 0), machine: .current())
    #expect(thresholds.violations(in: results).isEmpty)
    results.ratios["a"] = try Results.RatioResult(target: 1, value: #require(Spread([1.4, 1.4, 9, 9])))
    #expect(thresholds.violations(in: results).isEmpty)
    results.ratios["a"] = try Results.RatioResult(target: 1, value: #require(Spread([1.6, 1.6, 1.6])))
    results.allocations["encrypt"] = [Implementation.pawl: 11]
    results.growth = Results.Growth(messages: 1, bytes: 101)
    #expect(thresholds.violations(in: results).count == 3)
  }

  @Test("Every ratio with a threshold in the tree is one that is formed")
  func recorded() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../thresholds.json").path
    let thresholds = try Thresholds(contentsOf: path)
    #expect(Set(thresholds.ratios.keys).isSubset(of: Set(Ratio.all.map(\.name))))
    #expect(Set(thresholds.ratios.keys).count >= 8)
  }
}
