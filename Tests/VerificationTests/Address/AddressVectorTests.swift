import Primitives
import TestSupport
import Testing
import Verification
import XML

@Suite("Vectors of key addresses and statements")
struct AddressVectorTests {
  struct LocalInput: Decodable, Sendable {
    let local: String
  }

  struct LocalOutput: Decodable, Sendable {
    let key: String?
    let hex: String?
    let base32: String?
  }

  struct StatementInput: Decodable, Sendable {
    struct Known: Decodable, Sendable {
      let serial: UInt64
      let final: Bool
      let digest: HexBytes
    }

    let kind: String
    let xml: String
    let addressKey: HexBytes
    let now: Int64
    let known: Known?
    let seed: HexBytes?
  }

  struct StatementOutput: Decodable, Sendable, Equatable {
    var identityKey: String?
    var device: UInt32?
    var serial: UInt64
    var state: String?
    var issued: Int64
    var expires: Int64
    var jid: String?
    var addresses: [String]?
  }

  @Test(
    "A local part is a key, a name or refused",
    arguments: try CaseFile<LocalInput, LocalOutput>.read("identity/key-address").cases)
  func local(_ test: CaseFile<LocalInput, LocalOutput>.Case) throws {
    do throws(KeyAddressError) {
      let address = try KeyAddress(local: test.input.local)
      #expect(test.outcome == .accept)
      #expect(address?.key.encoded.hex == test.output?.key)
      #expect(address?.local(.hex) == test.output?.hex)
      #expect(address?.local(.base32) == test.output?.base32)
    } catch {
      #expect(error == (test.reason == "not-canonical" ? .notCanonical : .notAKey))
      #expect(test.outcome == .refuse)
    }
  }

  @Test(
    "A statement is believed or not, as by the reference",
    arguments: try CaseFile<StatementInput, StatementOutput>.read("identity/statement").cases)
  func statement(_ test: CaseFile<StatementInput, StatementOutput>.Case) throws {
    do {
      let output =
        test.input.kind == DeviceStatement.name
        ? StatementOutput(try believe(DeviceStatement.self, test.input))
        : StatementOutput(try believe(AddressList.self, test.input))
      #expect(test.outcome == .accept)
      #expect(output == test.output)
    } catch let error as StatementError {
      #expect(error.word == test.reason)
    }
  }

  @Test("Every file has the cases that it should")
  func counts() throws {
    #expect(try CaseFile<LocalInput, LocalOutput>.read("identity/key-address").cases.count == 93)
    let statements = try CaseFile<StatementInput, StatementOutput>.read("identity/statement")
    #expect(statements.cases.count == 142)
    #expect(statements.cases.count { $0.outcome == .refuse } == 109)
  }

  @Test("Signing the claims of the first cases gives the bytes and the signature of the reference")
  func signing() throws {
    let cases = try CaseFile<StatementInput, StatementOutput>.read("identity/statement").cases.filter {
      $0.input.seed != nil
    }
    #expect(cases.count == 2)
    for test in cases {
      let key = try IdentityKeyPair(seed: SecretBytes(copying: test.input.seed!.bytes))
      let element =
        test.input.kind == DeviceStatement.name
        ? try Signed(believe(DeviceStatement.self, test.input).claims, by: key).element
        : try Signed(believe(AddressList.self, test.input).claims, by: key).element
      #expect(try element == Element.parse(test.input.xml))
    }
  }

  private func believe<Statement: Claims>(
    _ type: Statement.Type, _ input: StatementInput
  ) throws -> Verified<Statement> {
    let verified = try Signed<Statement>(Element.parse(input.xml)).verified(
      by: Ed25519PublicKey(input.addressKey.bytes), now: DateTime(secondsSinceEpoch: input.now))
    if let known = input.known {
      try StatementMark(serial: known.serial, isFinal: known.final, digest: known.digest.bytes).check(verified.mark)
    }
    return verified
  }
}

extension AddressVectorTests.StatementOutput {
  init(_ verified: Verified<DeviceStatement>) {
    let claims = verified.claims
    self.init(
      identityKey: claims.identityKey.encoded.hex, device: claims.device, serial: claims.serial,
      state: claims.state == .valid ? "valid" : "revoked", issued: claims.period.issued.secondsSinceEpoch,
      expires: claims.period.expires.secondsSinceEpoch, jid: claims.jid.description)
  }

  init(_ verified: Verified<AddressList>) {
    let claims = verified.claims
    self.init(
      serial: claims.serial, issued: claims.period.issued.secondsSinceEpoch,
      expires: claims.period.expires.secondsSinceEpoch, addresses: claims.addresses.map(\.description))
  }
}

extension StatementError {
  var word: String {
    switch self {
    case .malformed: "malformed"
    case .invalidKey: "invalid-key"
    case .invalidAddress: "invalid-address"
    case .invalidDevice: "invalid-device"
    case .invalidList: "invalid-list"
    case .invalidPeriod: "invalid-period"
    case .badSignature: "bad-signature"
    case .anotherKey: "another-key"
    case .notYetValid: "not-yet-valid"
    case .expired: "expired"
    case .replaced: "replaced"
    case .equivocation: "equivocation"
    case .revoked: "revoked"
    }
  }
}
