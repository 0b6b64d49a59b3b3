package import Foundation
import OMEMO

/// One file of vectors.
package struct VectorDocument: Decodable, Sendable {
  package struct Case: Decodable, Sendable {
    package let name: String
    package let input: VectorValue
    package let outcome: String
    package let output: VectorValue?

    package init(name: String, input: VectorValue, outcome: String, output: VectorValue?) {
      self.name = name
      self.input = input
      self.outcome = outcome
      self.output = output
    }
  }

  let format: Int
  package let operation: String
  package let namespace: String?
  package let cases: [Case]

  /// - Throws: ``VectorError/malformed(_:)``.
  package init(contentsOf url: URL) throws(VectorError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
    } catch {
      throw .malformed("no vector file")
    }
    guard format == 1 else { throw .malformed("format \(format)") }
  }

  /// Runs one case.
  ///
  /// - Returns: what went otherwise than the case says; `nil` when it passed.
  package func deviation(of vector: Case) async -> String? {
    do {
      let (operation, profile) = (try self.vectorOperation, try profile)
      let output: [String: VectorValue]
      do {
        output = try await operation.output(for: vector.input, in: profile)
      } catch let error as VectorError {
        throw error
      } catch {
        return vector.outcome == "refuse" ? nil : "refused: \(error)"
      }
      switch vector.outcome {
      case "refuse": return "accepted"
      case "accept":
        let expected = try Self.shown(vector.output, hiding: operation.hidden)
        return output == expected ? nil : "another output"
      default: throw VectorError.malformed("outcome \(vector.outcome)")
      }
    } catch {
      return "\(error)"
    }
  }

  private var profile: Profile {
    get throws(VectorError) {
      // What has only one way is run in either.
      guard let namespace else { return Profile.omemo2 }
      guard let known = Namespace(rawValue: namespace) else { throw .unknown("namespace \(namespace)") }
      return known.profile
    }
  }

  private var vectorOperation: any VectorOperation.Type {
    get throws(VectorError) {
      switch operation {
      case "keys": KeyVectors.self
      case "xeddsa": SignatureVectors.self
      case "x3dh": X3DHVectors.self
      case "ratchet": RatchetVectors.self
      case "payload": PayloadVectors.self
      case "bundle": BundleVectors.self
      case "devicelist": DeviceListVectors.self
      case "stanza": StanzaVectors.self
      default: throw .unknown("operation \(operation)")
      }
    }
  }

  private static func shown(_ output: VectorValue?, hiding hidden: Set<String>) throws -> [String: VectorValue] {
    guard case .fields(let fields)? = output else { throw VectorError.malformed("no output") }
    return fields.filter { !hidden.contains($0.key) }
  }
}
