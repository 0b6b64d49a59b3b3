import Primitives
import TestSupport
import Testing
import Verification
import XML

@Suite("Vectors of the shared-secret run")
struct SMPVectorTests {
  struct SecretOutput: Decodable, Sendable {
    let context: HexBytes
    let normalised: HexBytes
    let secret: HexBytes
  }

  struct RunOutput: Decodable, Sendable {
    let sent: [SMPInput.Message]
    let result: String?
  }

  struct XMLInput: Decodable, Sendable {
    let xml: String
  }

  @Test(
    "A typed text becomes the scalar of the reference",
    arguments: try CaseFile<SMPInput, SecretOutput>.read("smp/secret").cases)
  func secret(_ test: CaseFile<SMPInput, SecretOutput>.Case) throws {
    do throws(SMPError) {
      let context = try test.input.context()
      let secret = try SMPSecret(test.input.text!, for: context)
      #expect(test.outcome == .accept)
      let scalar = secret.scalar.bytes.declassified()
      #expect(scalar.hex == test.output?.secret.bytes.hex)
      #expect(context.digest.hex == test.output?.context.bytes.hex)
    } catch {
      #expect(error.word == test.reason)
    }
  }

  @Test(
    "A side answers with the bytes of the reference, or refuses for its reason",
    arguments: try CaseFile<SMPInput, RunOutput>.read("smp/run").cases, [false, true])
  func run(_ test: CaseFile<SMPInput, RunOutput>.Case, isStoring: Bool) throws {
    var player = SMPPlayer(test.input, isStoring: isStoring)
    do throws(SMPPlayer.Failure) {
      try player.play()
      let (sent, result) = (player.sent, player.result)
      #expect(test.outcome == .accept)
      #expect(sent == test.output?.sent)
      #expect(result.map { $0 == .match ? "match" : "no-match" } == test.output?.result)
    } catch {
      #expect(error.word == test.reason)
    }
  }

  @Test(
    "An element is read as the reference reads it, or refused",
    arguments: try CaseFile<XMLInput, SMPInput.Message>.read("smp/message").cases)
  func message(_ test: CaseFile<XMLInput, SMPInput.Message>.Case) throws {
    let element = try Element.parse(test.input.xml)
    do {
      let message = try SMPMessage(element)
      #expect(test.outcome == .accept)
      #expect(SMPInput.Message(message) == test.output)
      #expect(try SMPMessage(Element.parse(message.element.serialized())) == message)
    } catch let error as SMPError {
      #expect(error.word == test.reason)
    }
  }

  @Test("Every file has the cases that it should, most of them refusals")
  func counts() throws {
    let secret = try CaseFile<SMPInput, SecretOutput>.read("smp/secret")
    let run = try CaseFile<SMPInput, RunOutput>.read("smp/run")
    let message = try CaseFile<XMLInput, SMPInput.Message>.read("smp/message")
    #expect([secret.format, run.format, message.format] == [1, 1, 1])
    #expect([secret.operation, run.operation, message.operation] == ["smp-secret", "smp-run", "smp-message"])
    #expect([secret.cases.count, run.cases.count, message.cases.count] == [44, 297, 49])
    #expect(run.cases.count { $0.outcome == .refuse } == 286)
  }
}
