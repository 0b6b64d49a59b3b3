import Primitives
import Testing
import XMPPClient

@Suite("SCRAM (RFC 5802, RFC 7677)")
struct SCRAMTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let mechanism: SASLMechanism
    let nonce: String
    let clientFirst: String
    let serverFirst: String
    let clientFinal: String
    let serverFinal: String

    var testDescription: String { mechanism.rawValue }

    func client(_ binding: ChannelBinding = .unsupported) throws -> SCRAMClient {
      try SCRAMClient(mechanism, user: "user", password: "pencil", binding: binding, nonce: nonce)
    }
  }

  static let vectors = [
    // RFC 5802 section 5.
    Vector(
      mechanism: .scramSHA1, nonce: "fyko+d2lbbFgONRv9qkxdawL",
      clientFirst: "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
      serverFirst: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
      clientFinal: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
      serverFinal: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="),
    // RFC 7677 section 3.
    Vector(
      mechanism: .scramSHA256, nonce: "rOprNGfwEbeRWgbNEkqO",
      clientFirst: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
      serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
      clientFinal: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
      serverFinal: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
  ]

  @Test("The RFC's example comes out", arguments: vectors)
  func example(_ vector: Vector) throws {
    var client = try vector.client()
    #expect(client.firstMessage == vector.clientFirst)
    #expect(try client.respond(to: vector.serverFirst) == vector.clientFinal)
    #expect(!client.isVerified)
    try client.verify(vector.serverFinal)
    #expect(client.isVerified)
  }

  @Test("F2 SASL: a server that does not know the password is found out, by one bit of its signature", arguments: vectors)
  func wrongSignature(_ vector: Vector) throws {
    var client = try vector.client()
    _ = try client.respond(to: vector.serverFirst)
    let signature = try #require(TextEncoding.decodeBase64(String(vector.serverFinal.dropFirst(2))))
    for bit in 0..<signature.count * 8 {
      var flipped = signature
      flipped[bit / 8] ^= 1 << (bit % 8)
      let message = "v=" + TextEncoding.base64(flipped)
      #expect(throws: SCRAMError.wrongServerSignature) { try client.verify(message) }
    }
    for message in ["v=", "v=" + TextEncoding.base64(Array(signature.dropLast()))] {
      #expect(throws: SCRAMError.wrongServerSignature) { try client.verify(message) }
    }
    for message in ["", "v", "v=*", "e=invalid-proof", "x=1,\(vector.serverFinal)", String(repeating: "v=", count: 2000)] {
      #expect(throws: SCRAMError.malformed) { try client.verify(message) }
    }
    #expect(!client.isVerified)
  }

  @Test("A replayed or reflected nonce is refused: it must begin with ours and go on")
  func nonce() throws {
    for nonce in ["", "fyko+d2lbbFgONRv9qkxdawL", "fyko+d2lbbFgONRv9qkxdaw", "3rfcNHYJY1ZVvWVs7jfyko+d2lbbFgONRv9qkxdawL"] {
      var client = try Self.vectors[0].client()
      #expect(throws: SCRAMError.foreignNonce) { try client.respond(to: "r=\(nonce),s=QSXCR+Q6sek8bf92,i=4096") }
    }
  }

  @Test(
    "Too few iterations give the password away and too many hold the client up; both are refused at once",
    .timeLimit(.minutes(1)), arguments: ["0", "1", "4095", "1000001", "4294967296", "9223372036854775807"])
  func iterations(_ count: String) throws {
    var client = try Self.vectors[0].client()
    #expect(throws: SCRAMError.iterationsOutOfRange) {
      try client.respond(to: "r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=\(count)")
    }
  }

  @Test(
    "A first message of another form is refused",
    arguments: [
      "", "r=NONCEx", "r=NONCEx,s=QSXCR+Q6sek8bf92", "s=QSXCR+Q6sek8bf92,r=NONCEx,i=4096",
      "m=ext,r=NONCEx,s=QSXCR+Q6sek8bf92,i=4096", "r=NONCEx,s=,i=4096", "r=NONCEx,s=*,i=4096",
      "r=NONCEx,s=QSXCR+Q6sek8bf92,i=", "r=NONCEx,s=QSXCR+Q6sek8bf92,i=+4096", "r=NONCEx,s=QSXCR+Q6sek8bf92,i=04096",
      "r=NONCEx,s=QSXCR+Q6sek8bf92,i=-1", "r=NONCEx,s=QSXCR+Q6sek8bf92,i=99999999999999999999",
      "r=NONCEx,s=QSXCR+Q6sek8bf92,i=4096 ", "R=NONCEx,s=QSXCR+Q6sek8bf92,i=4096",
      "r=NONCE\u{E9},s=QSXCR+Q6sek8bf92,i=4096", "r=NONCE ,s=QSXCR+Q6sek8bf92,i=4096", "e=unknown-user",
      "r=NONCE" + String(repeating: "x", count: 3000) + ",s=QSXCR+Q6sek8bf92,i=4096",
    ])
  func malformed(_ message: String) throws {
    var client = try Self.vectors[0].client()
    let message = message.replacing("NONCE", with: "fyko+d2lbbFgONRv9qkxdawL")
    #expect(throws: SCRAMError.malformed) { try client.respond(to: message) }
  }

  @Test("An optional extension after the iterations is part of what is signed, and otherwise ignored")
  func extensions() throws {
    var client = try Self.vectors[0].client()
    let final = try client.respond(to: Self.vectors[0].serverFirst + ",h=abc")
    #expect(final.hasPrefix("c=biws,r=") && final != Self.vectors[0].clientFinal)
  }

  @Test("Messages out of turn are refused: a signature before the proof, a second challenge")
  func outOfTurn() throws {
    var client = try Self.vectors[0].client()
    #expect(throws: SCRAMError.malformed) { try client.verify(Self.vectors[0].serverFinal) }
    _ = try client.respond(to: Self.vectors[0].serverFirst)
    #expect(throws: SCRAMError.malformed) { try client.respond(to: Self.vectors[0].serverFirst) }
  }

  @Test("What is said of the channel binding is in the first message and, with its data, in the signed one")
  func bindings() throws {
    let endPoint = ChannelBinding.bound(type: "tls-server-end-point", data: [0xFF, 0x00])
    for (binding, header, input) in [
      (ChannelBinding.unsupported, "n,,", "biws"), (.notOffered, "y,,", "eSws"),
      (endPoint, "p=tls-server-end-point,,", TextEncoding.base64(Array("p=tls-server-end-point,,".utf8) + [0xFF, 0])),
    ] {
      var client = try Self.vectors[0].client(binding)
      #expect(client.firstMessage == header + "n=user,r=fyko+d2lbbFgONRv9qkxdawL")
      #expect(try client.respond(to: Self.vectors[0].serverFirst).hasPrefix("c=\(input),r="))
    }
  }

  @Test("A name with a comma or an equals sign stays a name")
  func names() throws {
    let client = try SCRAMClient(.scramSHA1, user: "a=b,r=x", password: "p", binding: .unsupported, nonce: "n")
    #expect(client.firstMessage == "n,,n=a=3Db=2Cr=3Dx,r=n")
  }

  @Test("Credentials that SASLprep forbids are refused before anything is sent", arguments: [("", "p"), ("u", "\u{7}")])
  func credentials(user: String, password: String) {
    #expect(throws: SCRAMError.unusableCredentials) {
      try SCRAMClient(.scramSHA1, user: user, password: password, binding: .unsupported, nonce: "n")
    }
  }
}
