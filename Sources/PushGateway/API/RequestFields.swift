import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The fields of a request's body, JSON or `application/x-www-form-urlencoded`.
struct RequestFields: Sendable {
  private var values: [String: RequestValue] = [:]

  /// - Throws: ``APIError/tooLarge``, ``APIError/unsupportedMediaType``, ``APIError/bad(_:)``.
  init(_ request: Request) async throws(APIError) {
    var request = request
    let body: ByteBuffer
    do {
      body = try await request.collectBody(upTo: GatewayLimits.requestBytes)
    } catch {
      throw .tooLarge
    }
    let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() } ?? "application/json"
    switch type {
    case "application/json": try readJSON(Data(buffer: body))
    case "application/x-www-form-urlencoded": try readForm(String(buffer: body))
    default: throw .unsupportedMediaType
    }
  }

  /// Whether the body names the field at all.
  func has(_ name: String) -> Bool {
    values[name] != nil
  }

  /// A text; `nil` where it is missing, null or empty.
  ///
  /// - Parameter limit: of its characters.
  /// - Throws: ``APIError/fields(_:)``.
  func text(_ name: String, limit: Int) throws(APIError) -> String? {
    switch values[name] {
    case nil, .null?: return nil
    case .text(let text)?:
      guard text.unicodeScalars.count <= limit else {
        throw .fields([name: "Ensure this field has no more than \(limit) characters."])
      }
      // PostgreSQL's texts have no such character, and no client means it.
      guard !text.unicodeScalars.contains("\0") else { throw .fields([name: "Null characters are not allowed."]) }
      return text.isEmpty ? nil : text
    case .flag?, .other?: throw .fields([name: "Not a valid string."])
    }
  }

  /// - Throws: ``APIError/fields(_:)`` where it is missing too.
  func required(_ name: String, limit: Int) throws(APIError) -> String {
    guard let text = try text(name, limit: limit) else { throw .fields([name: "This field is required."]) }
    return text
  }

  /// - Throws: ``APIError/fields(_:)``.
  func flag(_ name: String) throws(APIError) -> Bool? {
    switch values[name] {
    case nil, .null?: return nil
    case .flag(let flag)?: return flag
    case .text(let text)?:
      switch text.lowercased() {
      case "true", "1", "on": return true
      case "false", "0", "off", "": return false
      default: throw .fields([name: "Not a valid boolean."])
      }
    case .other?: throw .fields([name: "Not a valid boolean."])
    }
  }

  private mutating func readJSON(_ body: Data) throws(APIError) {
    do {
      values = try JSONDecoder().decode([String: RequestValue].self, from: body)
    } catch {
      throw .bad("The body is no JSON object.")
    }
  }

  private mutating func readForm(_ body: String) throws(APIError) {
    for pair in body.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.replacing("+", with: " ").removingPercentEncoding }
      guard let name = parts[0], let value = parts.count > 1 ? parts[1] : "" else { throw .bad("The body is no form.") }
      values[name] = .text(value)
    }
  }
}

/// A field as it came.
private enum RequestValue: Decodable, Sendable {
  case null
  case text(String)
  case flag(Bool)
  /// A number, a list or an object, which no field is.
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .other
    }
  }
}
