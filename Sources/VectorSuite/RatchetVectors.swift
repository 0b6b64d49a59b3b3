import OMEMO
import Primitives

/// `ratchet`: a conversation of A, who begins, and B. Each step has an expectation of its own.
enum RatchetVectors: VectorOperation {
  /// The steps that were to be refused were.
  private struct Refused: Error {}

  /// 10,000 messages in a case that never arrive: ten times what a ratchet skips. A larger number costs its author nothing,
  /// and the run hours.
  private static let maximumAdvance: Int64 = 10_000

  /// - Returns: nothing.
  /// - Throws: ``Refused`` when every step went as it says and one of them was a refusal.
  static func output(for input: VectorValue, in profile: Profile) throws -> [String: VectorValue] {
    let a = try RatchetParty(initiating: input, profile)
    let b = try RatchetParty(responding: input, profile)
    var refusals = 0
    var advanced: Int64 = 0
    for (number, step) in try input.list("steps").enumerated() {
      if let name = step.optional("advance") {
        let count = try step.number("count")
        guard (0...maximumAdvance - advanced).contains(count) else { throw VectorError.malformed("count \(count)") }
        advanced += count
        let party = name == .text("A") ? a : b
        for _ in 0..<count { _ = try party.seal(SecretBytes(copying: [0])) }
      } else if let name = step.optional("send") {
        let deviation = try name == .text("A") ? send(step, a) : send(step, b)
        if let deviation { throw VectorError.deviation("step \(number): \(deviation)") }
      } else {
        let deviation = try step.text("deliver") == "A" ? deliver(step, a) : deliver(step, b)
        if let deviation { throw VectorError.deviation("step \(number): \(deviation)") }
        if step.optional("refuse") != nil { refusals += 1 }
      }
    }
    if refusals > 0 { throw Refused() }
    return [:]
  }

  private static func send(_ step: VectorValue, _ party: RatchetParty) throws -> String? {
    let sealed = try party.seal(step.secret("plaintext"))
    guard sealed.isKeyExchange == (try step.flag("key_exchange")) else { return "key exchange or not" }
    return sealed.bytes == (try step.bytes("wire")) ? nil : "the bytes differ"
  }

  private static func deliver(_ step: VectorValue, _ party: RatchetParty) throws -> String? {
    let wire = try step.bytes("wire")
    let isKeyExchange = try step.flag("key_exchange")
    let plaintext: [UInt8]
    do {
      plaintext = try party.open(wire, isKeyExchange: isKeyExchange)
    } catch let error as VectorError {
      throw error
    } catch {
      return step.optional("refuse") != nil ? nil : "refused: \(error)"
    }
    guard step.optional("refuse") == nil else { return "opened" }
    return plaintext == (try step.bytes("plaintext")) ? nil : "the plaintext differs"
  }
}
