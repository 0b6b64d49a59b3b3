import Primitives
import Testing

@Suite struct RandomTests {
  @Test(arguments: [-1, 0, 1, 16, 1000])
  func `As many bytes come as were asked for`(_ count: Int) {
    #expect(Random.bytes(count).count == max(count, 0))
  }

  @Test func `No two draws are alike`() {
    #expect(Set((0..<100).map { _ in Random.bytes(16) }).count == 100)
  }

  @Test(arguments: [0...0, 7...7, UInt32.max...UInt32.max])
  func `A range of one number gives it`(_ range: ClosedRange<UInt32>) {
    #expect(Random.number(in: range) == range.lowerBound)
  }

  @Test func `Every number of a small range comes, and no other`() {
    let numbers = Set((0..<1000).map { _ in Random.number(in: 5...9) })
    #expect(numbers == [5, 6, 7, 8, 9])
  }

  @Test(arguments: [0...UInt32.max, 1...UInt32.max, 0...(UInt32.max - 1), (UInt32.max - 1)...UInt32.max])
  func `The widest ranges stay in bounds`(_ range: ClosedRange<UInt32>) {
    #expect((0..<100).allSatisfy { _ in range.contains(Random.number(in: range)) })
  }
}
