/// What it takes to send to Apple's devices.
package struct APNsConfiguration: Sendable {
  /// The signing key that Apple gave, a `.p8` file in PEM.
  package var key: String
  /// Its ten characters.
  package var keyID: String
  /// The developer's team, ten characters.
  package var teamID: String
  /// The app's bundle identifier.
  package var topic: String
  /// `https://api.push.apple.com`, or the development one's, or a stand-in's.
  package var server: String
  /// Certificates in PEM that vouch for the server in place of the system's.
  package var roots: String?

  package init(
    key: String, keyID: String, teamID: String, topic: String, server: String = productionServer, roots: String? = nil
  ) {
    self.key = key
    self.keyID = keyID
    self.teamID = teamID
    self.topic = topic
    self.server = server
    self.roots = roots
  }

  package static let productionServer = "https://api.push.apple.com"
}
