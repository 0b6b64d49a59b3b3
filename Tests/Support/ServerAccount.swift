import Foundation

/// An account on the server that `Tests/Live/prosody` runs, made as its operator would: the server keeps one in a file.
package enum ServerAccount {
  /// - Parameters:
  ///   - local: the account's name.
  ///   - directory: the server's folder.
  package static func register(_ local: some StringProtocol, at domain: String, in directory: String) throws {
    let folder = "\(directory)/data/\(domain.replacing(".", with: "%2e"))/accounts"
    try Data("return { [\"password\"] = \"pencil\"; };".utf8).write(to: URL(filePath: "\(folder)/\(local).dat"))
  }
}
