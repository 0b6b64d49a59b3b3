import OMEMO
import Primitives
import PushTokens
import XML

extension MintedToken {
  func write<Output: BackupOutput & ~Copyable>(to output: inout Output) {
    output.append(text: token.text)
    output.append(text: endpoint.text)
    output.append(date: expires)
  }

  init(reading input: inout SecretDecoder) throws {
    self.init(token: try input.token(), endpoint: try input.endpoint(), expires: try input.date())
  }
}

extension GivenToken {
  func write<Output: BackupOutput & ~Copyable>(to output: inout Output) {
    MintedToken(token: token, endpoint: endpoint, expires: expires).write(to: &output)
    output.append(text: contact.description)
    output.append(optional: device) { $1.append(number: $0) }
    output.append(date: issued)
    output.append(optional: lastSeen) { $1.append(date: $0) }
  }

  init(reading input: inout SecretDecoder) throws {
    let minted = try MintedToken(reading: &input)
    let contact = try input.jid()
    self.init(
      token: minted.token, contact: contact, device: try input.optional { try $0.id().value },
      endpoint: minted.endpoint, issued: try input.date(), expires: minted.expires,
      lastSeen: try input.optional { try $0.date() })
  }
}

extension HeldToken {
  func write<Output: BackupOutput & ~Copyable>(to output: inout Output) {
    output.append(text: token.text)
    output.append(text: endpoint.text)
    output.append(text: contact.description)
    output.append(number: device)
    output.append(date: received)
    output.append(optional: expires) { $1.append(date: $0) }
    output.append(text: state.rawValue)
  }

  init(reading input: inout SecretDecoder) throws {
    let token = try input.token()
    let endpoint = try input.endpoint()
    self.init(
      token: token, contact: try input.jid(), device: try input.id().value, endpoint: endpoint,
      received: try input.date(), expires: try input.optional { try $0.date() }, state: try input.name())
  }
}

extension SecretDecoder {
  fileprivate mutating func token() throws -> PushToken {
    try PushToken(text(atMost: BackupLimits.tokenBytes))
  }

  fileprivate mutating func endpoint() throws -> PushEndpoint {
    try PushEndpoint(text(atMost: TokenLimits.endpointBytes))
  }
}
