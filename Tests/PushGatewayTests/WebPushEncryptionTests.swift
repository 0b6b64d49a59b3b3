import Crypto
import Testing

@testable import PushGateway

@Suite("The encryption of WebPush")
struct WebPushEncryptionTests {
  private static let secret = Base64URL.decode("BTBZMqHH6r4Tts7J_aSIgg") ?? []
  private static let publicKey =
    Base64URL.decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4") ?? []

  @Test("RFC 8291, appendix A")
  func appendixA() throws {
    let sender = try P256.KeyAgreement.PrivateKey(
      rawRepresentation: try #require(Base64URL.decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")))
    let message = try WebPushEncryption.encrypt(
      Array("When I grow up, I want to be a watermelon".utf8),
      to: WebPushKeys(publicKey: Self.publicKey, secret: Self.secret), with: sender,
      salt: try #require(Base64URL.decode("DGv6ra1nlYgDCS1FRnbzlw")))
    #expect(
      Base64URL.encode(message)
        == "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")
  }

  @Test("What is no key is refused", arguments: [[], [4], [UInt8](repeating: 4, count: 65)])
  func invalidKey(key: [UInt8]) {
    #expect(throws: WebPushEncryptionError()) {
      try WebPushEncryption.encrypt([1], to: WebPushKeys(publicKey: key, secret: Self.secret))
    }
  }

  @Test("Base64url is strict", arguments: ["a+b=", "a/bc", "a b", "a\n", "a", "ab=c", "\u{E9}"])
  func base64url(text: String) {
    #expect(Base64URL.decode(text) == nil)
  }
}
