import CommandLineSupport
import Foundation

/// The settings of the gateway by name: from the options, then the environment (`PAWL_GATEWAY_APNS_KEY` for `apns-key`), then
/// the file, a JSON object of strings, numbers and booleans.
struct Settings {
  private var values: [String: String]

  /// - Throws: ``Failure``.
  init(options: [String: String], environment: [String: String], file: String?) throws(Failure) {
    values = try file.map { path throws(Failure) in try Self.read(path) } ?? [:]
    for name in Self.names {
      let variable = "PAWL_GATEWAY_" + name.uppercased().replacing("-", with: "_")
      if let value = environment[variable] { values[name] = value }
    }
    values.merge(options) { $1 }
  }

  func text(_ name: String) -> String? {
    values[name]
  }

  func number(_ name: String) throws(Failure) -> Double? {
    guard let text = values[name] else { return nil }
    guard let number = Double(text), number.isFinite, number > 0 else {
      throw Failure(.usage, "\(name) is no number above 0")
    }
    return number
  }

  func port(_ name: String) throws(Failure) -> Int? {
    guard let text = values[name] else { return nil }
    guard let port = Int(text), (0...65535).contains(port) else { throw Failure(.usage, "\(name) is no port") }
    return port
  }

  func flag(_ name: String) throws(Failure) -> Bool {
    switch values[name] {
    case nil, "false", "0": return false
    case "true", "1": return true
    default: throw Failure(.usage, "\(name) is neither true nor false")
    }
  }

  /// The contents of the file that the setting names.
  func file(_ name: String) throws(Failure) -> String? {
    try values[name].map { path throws(Failure) in try Self.contents(path, of: name) }
  }

  private static func contents(_ path: String, of name: String) throws(Failure) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.missingInput, "the file of \(name) is missing or cannot be read")
    }
    guard data.count <= maximumFile, let text = String(validating: data, as: UTF8.self) else {
      throw Failure(.data, "the file of \(name) is too large, or no text")
    }
    return text
  }

  private static func read(_ path: String) throws(Failure) -> [String: String] {
    let text = try contents(path, of: "config")
    guard let values = try? JSONDecoder().decode([String: SettingValue].self, from: Data(text.utf8)) else {
      throw Failure(.data, "the configuration is no JSON object of strings, numbers and booleans")
    }
    if let unknown = values.keys.sorted().first(where: { !names.contains($0) }) {
      throw Failure(.data, "the configuration has an unknown setting: \(unknown)")
    }
    return values.mapValues(\.text)
  }

  static let names: Set<String> = [
    "host", "port", "database", "behind-proxy", "log-level", "apns-key", "apns-key-id", "apns-team", "apns-topic",
    "apns-server", "apns-roots", "webpush-key", "webpush-contact", "webpush-private", "webpush-roots", "component",
    "component-secret", "component-host", "component-port", "address-rate", "account-rate", "token-rate", "server-rate",
  ]

  /// 64 KiB: a file of certificates is the largest.
  private static let maximumFile = 65536
}

/// A value in the configuration file, as text.
private struct SettingValue: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      text = String(flag)
    } else if let number = try? container.decode(Int.self) {
      text = String(number)
    } else if let number = try? container.decode(Double.self) {
      text = String(number)
    } else {
      text = try container.decode(String.self)
    }
  }
}
