import FuzzTargets
import TestSupport
import Testing

@Suite("The fuzzer's corpora")
struct FuzzTests {
  @Test("Every input that is kept is handled", arguments: FuzzTarget.allCases)
  func corpus(target: FuzzTarget) throws {
    let inputs = try FuzzCorpus.inputs(of: target)
    #expect(!inputs.isEmpty)
    for input in inputs { target.run(input.bytes) }
  }

  @Test("Cut anywhere, and with bytes changed at random, they are handled too", arguments: FuzzTarget.allCases)
  func mutations(target: FuzzTarget) throws {
    var random = SplitMix64(seed: 1)
    for input in try FuzzCorpus.inputs(of: target) where !input.bytes.isEmpty {
      for _ in 0..<20 {
        var bytes = Array(input.bytes.prefix(Int.random(in: 1...input.bytes.count, using: &random)))
        for _ in 0..<3 {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        target.run(bytes)
      }
    }
  }
}
