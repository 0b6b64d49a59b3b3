package import XML

/// What a gateway answers, read. Members with other names are passed over; every one of these is required.
package enum GatewayAnswer {
  /// The credential of the account that was made or logged in to.
  package static func credential(_ json: [UInt8]) throws(PushError) -> GatewayCredential {
    let text = try GatewayJSON.decode(Account.self, from: json).token
    guard !text.isEmpty, text.utf8.count <= TokenLimits.credentialBytes, text.utf8.allSatisfy(isPrintable) else {
      throw .malformedPayload
    }
    return GatewayCredential(text)
  }

  /// The id of the device that was registered. It becomes part of a path, so it is one only if it is of what UUIDs and
  /// numbers are written with: what has a slash or a dot in it could name another resource.
  package static func device(_ json: [UInt8], kind: GatewayDevice.Kind) throws(PushError) -> GatewayDevice {
    let id = try GatewayJSON.decode(Device.self, from: json).id
    guard !id.isEmpty, id.utf8.count <= TokenLimits.credentialBytes, id.utf8.allSatisfy(isOfID) else {
      throw .malformedPayload
    }
    return GatewayDevice(kind: kind, id: id)
  }

  /// The token that was made. A gateway dates each: one without a date would be used after it is dead.
  package static func token(_ json: [UInt8]) throws(PushError) -> TokenGrant {
    let answer = try GatewayJSON.decode(Token.self, from: json)
    guard let expires = try? DateTime(answer.date_expires) else { throw .invalidDate }
    return TokenGrant(token: try PushToken(answer.token), expires: expires)
  }

  /// The push service; `nil` for a gateway that has none.
  package static func service(_ json: [UInt8]) throws(PushError) -> JID? {
    let text = try GatewayJSON.decode(PubSub.self, from: json).jid ?? ""
    guard !text.isEmpty else { return nil }
    guard let jid = try? JID(text) else { throw .malformedPayload }
    return jid
  }

  /// What may stand in a header: a line break in it would begin another one.
  private static func isPrintable(_ byte: UInt8) -> Bool {
    (0x21...0x7e).contains(byte)
  }

  private static func isOfID(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private struct Account: Decodable { let token: String }
  private struct Device: Decodable { let id: String }
  private struct Token: Decodable {
    let token: String
    let date_expires: String
  }
  private struct PubSub: Decodable { let jid: String? }
}
