import Foundation

/// The gateway's JSON.
enum GatewayJSON {
  static func encode(_ members: [String: String]) throws(PushError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(members) else { throw .malformedPayload }
    return Array(json)
  }

  /// Size, encoding and depth are bounded before the decoder sees a byte of it.
  static func decode<Answer: Decodable>(_ type: Answer.Type, from json: [UInt8]) throws(PushError) -> Answer {
    guard json.count <= TokenLimits.gatewayAnswerBytes else { throw .tooLarge }
    try JSONGate.check(json)
    guard let answer = try? JSONDecoder().decode(type, from: Data(json)) else { throw .malformedPayload }
    return answer
  }
}
