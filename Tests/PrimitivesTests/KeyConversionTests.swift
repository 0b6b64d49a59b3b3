import Primitives
import TestSupport
import Testing

/// Edwards keys as Curve25519 keys and back.
@Suite struct KeyConversionTests {
  @Test func `The vector of the OMEMO 2 notes converts`() throws {
    let identity = try IdentityKeyPair(seed: SecretBytes(copying: (0..<32).map { UInt8($0) }))
    let edwards = identity.publicKey
    let montgomery = identity.agreementKey.publicKey
    let scalar = identity.agreementKey.copy().scalar.declassified()
    #expect(scalar.hex == "3894eea49c580aef816935762be049559d6d1440dede12e6a125f1841fff8e6f")
    #expect(edwards.encoded.hex == "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")
    #expect(montgomery.encoded.hex == "4701d08488451f545a409fb58ae3e58581ca40ac3f7f114698cd71deac73ca01")
    #expect(try edwards.agreementKey() == montgomery)
    #expect(try Ed25519PublicKey(montgomery, sign: true) == edwards)
  }

  @Test(arguments: try KnownAnswer.all("curve_points", named: "prime_order"))
  func `A point of prime order converts both ways`(_ record: KnownAnswer) throws {
    let montgomery = try X25519PublicKey(record["u"])
    let edwards = try Ed25519PublicKey(montgomery, sign: false)
    #expect(edwards.encoded == record["point"])
    #expect(try edwards.agreementKey() == montgomery)
  }

  @Test(arguments: 0..<10)
  func `Random keys of both signs come back as they were`(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var signs: Set<Bool> = []
    for _ in 0..<100 {
      let identity = try IdentityKeyPair(seed: SecretBytes(copying: generator.bytes(32)))
      let edwards = identity.publicKey
      let montgomery = identity.agreementKey.publicKey
      let converted = try edwards.agreementKey()
      let back = try Ed25519PublicKey(converted, sign: edwards.sign)
      let negated = try Ed25519PublicKey(edwards.encoded.flippingBit(255))
      try #require(converted == montgomery)
      try #require(back == edwards)
      try #require(try negated.agreementKey() == montgomery)
      signs.insert(edwards.sign)
    }
    #expect(signs == [false, true])
  }

  @Test func `The other sign gives the negated point`() throws {
    var generator = SplitMix64(seed: 255)
    for _ in 0..<20 {
      let montgomery = try privateKey(generator.bytes(32)).publicKey
      let positive = try Ed25519PublicKey(montgomery, sign: false)
      let negative = try Ed25519PublicKey(montgomery, sign: true)
      #expect(!positive.sign && negative.sign)
      #expect(negative.encoded == positive.encoded.flippingBit(255))
    }
  }

  /// Of random coordinates one half lies on the twist, and of the points on the curve one in eight has prime order.
  @Test func `A random coordinate converts only if it is the key's own`() throws {
    var generator = SplitMix64(seed: 25519)
    var converted = 0
    for _ in 0..<320 {
      var u = generator.bytes(32)
      u[31] &= 0x7f
      let montgomery = try X25519PublicKey(u)
      guard let edwards = try? Ed25519PublicKey(montgomery, sign: false) else { continue }
      converted += 1
      try #require(try edwards.agreementKey() == montgomery)
    }
    #expect((5...40).contains(converted))  // 20 expected
  }

  @Test(arguments: try KnownAnswer.all("curve_points", named: "small_order"))
  func `A point of small order is refused in every encoding`(_ record: KnownAnswer) {
    let reason = record.number("canonical") == 1 ? KeyError.lowOrder : .notCanonical
    #expect(throws: reason) { try Ed25519PublicKey(record["point"]) }
  }

  @Test(arguments: try KnownAnswer.all("curve_points", named: "outside_subgroup"))
  func `A point outside the prime-order subgroup is refused`(_ record: KnownAnswer) {
    #expect(throws: KeyError.lowOrder) { try Ed25519PublicKey(record["point"]) }
    #expect(throws: KeyError.self) { try Ed25519PublicKey(X25519PublicKey(record["u"]), sign: false) }
    #expect(throws: KeyError.self) { try Ed25519PublicKey(X25519PublicKey(record["u"]), sign: true) }
  }

  @Test(arguments: try KnownAnswer.all("curve_points", named: "twist"))
  func `A point of the twist has no Edwards form`(_ record: KnownAnswer) throws {
    let key = try X25519PublicKey(record["u"])
    #expect(throws: KeyError.notOnCurve) { try Ed25519PublicKey(key, sign: false) }
    #expect(throws: KeyError.notOnCurve) { try Ed25519PublicKey(key, sign: true) }
  }

  @Test(arguments: try KnownAnswer.all("curve_points", named: "off_curve"))
  func `A y that is on no point is refused`(_ record: KnownAnswer) {
    #expect(throws: KeyError.self) { try Ed25519PublicKey(record["point"]) }
    #expect(throws: KeyError.self) { try Ed25519PublicKey(record["point"].flippingBit(255)) }
  }

  /// The map does not reach u = -1, so it has to be refused before.
  @Test func `The coordinate minus one is no key`() {
    let minusOne = [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f]
    #expect(throws: KeyError.lowOrder) { try Ed25519PublicKey(X25519PublicKey(minusOne), sign: false) }
  }

  @Test(arguments: 0..<19)
  func `A y that is not reduced is refused with either sign`(_ excess: UInt8) {
    let y = [0xed + excess] + [UInt8](repeating: 0xff, count: 30)
    #expect(throws: KeyError.notCanonical) { try Ed25519PublicKey(y + [0x7f]) }
    #expect(throws: KeyError.notCanonical) { try Ed25519PublicKey(y + [0xff]) }
  }
}
