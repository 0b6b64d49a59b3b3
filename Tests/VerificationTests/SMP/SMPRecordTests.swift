import Primitives
import TestSupport
import Testing
import Verification

@Suite("The record of a run")
struct SMPRecordTests {
  /// A record of each kind, with the message that its run waits for.
  static func records() throws -> [(kind: UInt8, record: [UInt8])] {
    let context = try SMPRunTests.context(question: SMPQuestion("Où?"))
    var alice = SMPRun(context)
    let first = try alice.begin(with: SMPRunTests.secret(1, context))
    var records = [(1 as UInt8, alice.encoded()!.declassified())]
    var bob = try SMPRun(
      invitedBy: first, initiator: SMPRunTests.alice.publicKey, responder: SMPRunTests.bob.publicKey,
      sessionBinding: SMPRunTests.binding)
    records.append((2, bob.encoded()!.declassified()))
    let second = try bob.answer(with: SMPRunTests.secret(1, context))
    records.append((3, bob.encoded()!.declassified()))
    _ = alice.receive(second)
    records.append((4, alice.encoded()!.declassified()))
    return records
  }

  @Test("A record has its documented size and reads as itself")
  func sizes() throws {
    let common = 2 + 16 + 64
    let sizes = [1: 160, 2: 194 + 4, 3: 256, 4: 192]
    for (kind, record) in try Self.records() {
      #expect(record[0] == 1 && record[1] == kind)
      #expect(record.count == common + sizes[Int(kind)]!)
      let again = try SMPRun(decoding: SecretBytes(copying: record)).encoded()!.declassified()
      #expect(again == record)
    }
  }

  @Test("The question is there after a restart")
  func question() throws {
    let record = try Self.records()[1].record
    let question = try SMPRun(decoding: SecretBytes(copying: record)).context.question
    #expect(question?.text == "Où?")
  }

  @Test("A run that has not begun has no record")
  func ready() throws {
    let context = try SMPRunTests.context()
    let isNil = SMPRun(context).encoded() == nil
    #expect(isNil)
  }

  @Test("A record that is cut, longer, of another version or kind is refused")
  func damaged() throws {
    for (kind, record) in try Self.records() {
      for count in 0..<record.count { #expect(!isRecord(Array(record[..<count]))) }
      #expect(!isRecord(record + [0]))
      for version in [0, 2, 255] as [UInt8] { #expect(!isRecord([version] + record.dropFirst())) }
      for other in 0...5 as ClosedRange<UInt8> where other != kind {
        #expect(!isRecord([1, other] + record.dropFirst(2)))
      }
    }
  }

  @Test("A record with a flipped bit is refused or another run's; nothing crashes")
  func flipped() throws {
    for (_, record) in try Self.records() {
      for bit in 0..<record.bitCount {
        let flipped = record.flippingBit(bit)
        guard let run = try? SMPRun(decoding: SecretBytes(copying: flipped)) else { continue }
        let encoded = run.encoded()?.declassified()
        #expect(encoded == flipped)
      }
    }
  }

  @Test("A scalar that is not reduced, or an element that is none, is refused")
  func invalid() throws {
    let records = try Self.records()
    let start = 2 + 16 + 64
    for (kind, offset) in [
      (1, 0), (1, 32), (1, 64), (3, 0), (3, 32), (3, 64), (3, 96), (3, 128), (4, 0), (4, 32), (4, 64),
    ] {
      var record = records[kind - 1].record
      for index in 0..<32 { record[start + offset + index] = 0xff }
      #expect(!isRecord(record))
    }
  }

  private func isRecord(_ bytes: [UInt8]) -> Bool {
    (try? SMPRun(decoding: SecretBytes(copying: bytes)).isOver) != nil
  }
}
