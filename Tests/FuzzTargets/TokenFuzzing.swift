import PushTokens
import XML

enum TokenFuzzing {
  static func runElement(_ input: [UInt8]) {
    guard let element = try? Element.parse(input), let payload = try? TokenPayload(element) else { return }
    precondition((try? TokenPayload(payload.element)) == payload)
    precondition(payload.tokens.count <= TokenLimits.tokensPerPayload)
  }

  static func runChatSecure(_ input: [UInt8]) {
    _ = try? ChatSecureTLV(input)
    _ = try? ChatSecurePayload(json: input)
  }
}
