package import XML

/// What a ``Negotiation`` logs in with; nonce and resource are random and new for each.
package struct Login {
  /// The bare address.
  let account: JID
  let password: Password
  /// See ``MechanismChoice``.
  let minimumMechanism: SASLMechanism
  /// The data of `tls-server-end-point`, if the server's certificate has any.
  let endPoint: [UInt8]?
  let nonce: String
  /// Nobody can ask a resource anything whose name is known to those only who were shown its presence.
  let resource: String

  package init(
    account: JID, password: Password, minimumMechanism: SASLMechanism, endPoint: [UInt8]?,
    nonce: String = Identifier.random(bytes: 24)
  ) {
    self.account = account
    self.password = password
    self.minimumMechanism = minimumMechanism
    self.endPoint = endPoint
    self.nonce = nonce
    resource = Identifier.random()
  }

  /// The server's own address.
  var domain: JID? {
    try? JID(account.domain)
  }
}
