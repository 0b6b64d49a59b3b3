package import Logging
import NIOSSL
package import XML

/// Whom the client logs in as, and where.
package struct ClientConfiguration: Sendable {
  /// The account's bare address.
  package var account: JID
  package var password: Password
  /// The host to connect to; the account's domain if `nil`. Its name vouches for nothing.
  package var host: String?
  package var port: Int?
  package var security: TransportSecurity
  /// A file of certificates in PEM to trust instead of the system's.
  package var trustRoots: String?
  /// The weakest mechanism of login to take. After a login the caller stores the one that ``ClientEvent/online`` names.
  package var minimumMechanism: SASLMechanism
  /// What the client can do, in service discovery: with `NODE+notify` it is told of items that contacts publish at
  /// that node (XEP-0163 section 4.3.2).
  package var features: [String]

  /// Whether the account is there for others: messages come, of other clients too, and contacts see it.
  package var isAvailable = true
  /// For what happens to the connection. No content of a stanza and no password is written at any level.
  package var logger = Logger(label: "pawl.client") { _ in SwiftLogNoOpLogHandler() }

  package init(
    account: JID, password: Password, host: String? = nil, port: Int? = nil, security: TransportSecurity = .startTLS,
    trustRoots: String? = nil, minimumMechanism: SASLMechanism = .scramSHA1, features: [String] = []
  ) {
    self.account = account.bare
    self.password = password
    self.host = host
    self.port = port
    self.security = security
    self.trustRoots = trustRoots
    self.minimumMechanism = minimumMechanism
    self.features = features
  }

  /// TLS 1.2 at least, and a certificate for the account's domain (RFC 7590 section 3).
  ///
  /// - Note: A certificate counts by its `dNSName`s alone. The SRV-ID and XmppAddr names of RFC 6120 section 13.7.1 are
  ///   not read, and a domain with letters beyond ASCII has to be given in its `xn--` form.
  func makeTLS() throws(ConnectionError) -> NIOSSLContext {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if let trustRoots { tls.trustRoots = .file(trustRoots) }
    // XEP-0368 section 3: one port may serve several protocols.
    if security == .directTLS { tls.applicationProtocols = ["xmpp-client"] }
    do {
      return try NIOSSLContext(configuration: tls)
    } catch {
      throw .tlsFailed
    }
  }
}
