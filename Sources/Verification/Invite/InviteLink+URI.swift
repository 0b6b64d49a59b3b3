import Primitives
import XML

extension InviteLink: CustomStringConvertible {
  /// The link. It holds the push token, if there is one: it is made to be given away.
  package var uri: String {
    var parameters = fingerprints.map {
      XMPPURI.Parameter($0.version.rawValue + String($0.device), TextEncoding.hex($0.key.encoded))
    }
    if let pushToken {
      parameters.append(XMPPURI.Parameter(Self.tokenName, pushToken.token))
      parameters.append(XMPPURI.Parameter(Self.endpointName, pushToken.endpoint))
    }
    return XMPPURI(jid: jid, queryType: nil, parameters: parameters).description
  }

  /// The address alone.
  package var description: String {
    "InviteLink(\(jid))"
  }

  /// Reads a link, with the query type `roster` or `message` or none. Unknown parameters are passed over, so that links
  /// may carry more; those that are known are read strictly.
  ///
  /// - Throws: ``InviteError``.
  package init(uri: String) throws(InviteError) {
    let parsed: XMPPURI
    do {
      parsed = try XMPPURI(uri)
    } catch .invalidAddress {
      throw .invalidAddress
    } catch {
      throw .notAnInvitation
    }
    guard parsed.queryType.map(Self.queryTypes.contains) ?? true else { throw .notAnInvitation }
    var fingerprints: [Fingerprint] = []
    var token: String?
    var endpoint: String?
    for parameter in parsed.parameters {
      if let version = Version.allCases.first(where: { parameter.name.hasPrefix($0.rawValue) }) {
        guard fingerprints.count < Self.maximumFingerprints else { throw .tooMany }
        fingerprints.append(try Self.fingerprint(version, parameter))
      } else if parameter.name == Self.tokenName {
        guard token == nil else { throw .contradiction }
        token = parameter.value
      } else if parameter.name == Self.endpointName {
        guard endpoint == nil else { throw .contradiction }
        endpoint = parameter.value
      }
    }
    try self.init(jid: parsed.jid, fingerprints: fingerprints, pushToken: Self.pushToken(token, endpoint))
  }

  private static func fingerprint(
    _ version: Version, _ parameter: XMPPURI.Parameter
  ) throws(InviteError) -> Fingerprint {
    let id = String(parameter.name.dropFirst(version.rawValue.count))
    guard let device = UInt32(strictDecimal: id), deviceIDs.contains(device) else { throw .invalidDevice }
    guard let bytes = TextEncoding.decodeHex(parameter.value), let key = try? X25519PublicKey(bytes) else {
      throw .invalidFingerprint
    }
    return Fingerprint(version: version, device: device, key: key)
  }

  private static func pushToken(_ token: String?, _ endpoint: String?) throws(InviteError) -> PushToken? {
    switch (token, endpoint) {
    case (nil, nil): nil
    case (let token?, let endpoint?): try PushToken(token: token, endpoint: endpoint)
    case (_?, nil): throw .invalidToken
    case (nil, _?): throw .invalidEndpoint
    }
  }

  private static let queryTypes: Set<String> = ["roster", "message"]
  private static let tokenName = "pawl-push-token"
  private static let endpointName = "pawl-push-endpoint"
}
