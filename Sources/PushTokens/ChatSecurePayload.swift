import Foundation
import XML

/// The payload as ChatSecure put it, in UTF-8 JSON, into an OTR TLV (specs/push.md section 1.1, from ChatSecure-iOS
/// v3.2, Zom-Android and the ChatSecure-Push-Server wiki, "Chat Client Implementation Notes").
///
/// iOS sent `endpoint` and one token and left the dates out; Zom sent its API's base for an endpoint, or none. The wiki
/// has all four members. Members with other names are passed over.
package struct ChatSecurePayload: Hashable, Sendable {
  /// Its purpose is to knock: the form knows no other.
  package let tokens: TokenPayload
  /// "Anything goes", and nothing is done with it.
  package let extraData: String?

  /// - Throws: ``PushError/tooLarge`` for `extraData` beyond ``TokenLimits/extraDataBytes``.
  package init(_ tokens: TokenPayload, extraData: String? = nil) throws(PushError) {
    guard (extraData?.utf8.count ?? 0) <= TokenLimits.extraDataBytes else { throw .tooLarge }
    self.tokens = tokens
    self.extraData = extraData
  }

  /// Reads the JSON. Size, encoding and depth are bounded before the decoder sees a byte of it.
  package init(json: [UInt8]) throws(PushError) {
    guard json.count <= TokenLimits.tlvBytes else { throw .tooLarge }
    try JSONGate.check(json)
    guard let members = try? JSONDecoder().decode(Members.self, from: Data(json)) else { throw .malformedPayload }
    guard let url = members.endpoint, let texts = members.tokens else { throw .malformedPayload }
    let endpoint = try PushEndpoint(url)
    try TokenPayload.check(count: texts.count)
    if let dates = members.date_expires, dates.count != texts.count { throw .invalidDate }
    var tokens: [TokenGrant] = []
    for (index, text) in texts.enumerated() {
      let expires = try members.date_expires.map { (dates) throws(PushError) in try Self.date(dates[index]) }
      tokens.append(TokenGrant(token: try PushToken(text), expires: expires))
    }
    try self.init(TokenPayload(endpoint: endpoint, tokens: tokens), extraData: members.extra_data)
  }

  /// The JSON, in one spelling for one payload. `date_expires` stands only when every token has an expiry: the format
  /// has no way to leave one out, and a date that nobody set would be a promise.
  package func json() throws(PushError) -> [UInt8] {
    let dates = tokens.tokens.compactMap(\.expires)
    let members = Members(
      endpoint: tokens.endpoint.text, tokens: tokens.tokens.map(\.token.text),
      date_expires: dates.count == tokens.tokens.count ? dates.map(Self.text) : nil, extra_data: extraData)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(members) else { throw .malformedPayload }
    guard json.count <= TokenLimits.tlvBytes else { throw .tooLarge }
    return Array(json)
  }

  /// Reads `yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'`: XEP-0082's form in UTC and of a length that only a fraction of six digits
  /// gives.
  private static func date(_ text: String) throws(PushError) -> DateTime {
    guard text.utf8.count == dateBytes, text.utf8.last == UInt8(ascii: "Z"), let date = try? DateTime(text) else {
      throw .invalidDate
    }
    return date
  }

  private static func text(_ date: DateTime) -> String {
    date.description.dropLast() + ".000000Z"
  }

  private static let dateBytes = 27
}

/// The members by their names on the wire.
private struct Members: Codable {
  let endpoint: String?
  let tokens: [String]?
  let date_expires: [String]?
  let extra_data: String?
}
