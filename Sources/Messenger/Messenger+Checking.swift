import Pawl
import XML
import XMPPClient

extension Messenger {
  /// Looks at what of this account and device stands on the server, and changes nothing.
  package func check() async throws -> [Finding] {
    var findings: [Finding] = []
    // A server says of some that they are its own, and of others that they are the account's.
    let features = try await features(of: account) + features(of: JID(account.domain))
    findings += Finding.Service.allCases.filter { !features.contains($0.rawValue) }.map { .unsupported($0) }
    for namespace in Namespace.allCases.reversed() {
      findings += try await checkList(namespace)
      findings += try await checkBundle(namespace)
    }
    return findings + (try await checkPush())
  }

  /// What the account or its server can do (XEP-0030).
  func features(of entity: JID) async throws -> [String] {
    try await client.discover(entity).elements.compactMap { $0.attribute("var") }
  }

  private func checkList(_ namespace: Namespace) async throws -> [Finding] {
    guard let list = try await latest(of: account.description, at: namespace.deviceListNode, id: nil) else {
      return [.noDeviceList(namespace)]
    }
    let ids = list.elements.compactMap { $0.attribute("id") }
    let isListed = ids.contains(device.id.description)
    return try await checkAccess(namespace, node: namespace.deviceListNode) + (isListed ? [] : [.notListed(namespace)])
  }

  private func checkBundle(_ namespace: Namespace) async throws -> [Finding] {
    let node = namespace.bundleNode(of: device.id)
    guard let published = try await latest(of: account.description, at: node, id: namespace.bundleItem(of: device.id))
    else { return [.noBundle(namespace)] }
    var findings = try await checkAccess(namespace, node: node)
    if try await published != Element.parse(Array(device.bundle(namespace).utf8)) { findings.append(.staleBundle(namespace)) }
    if case .bundle(let bundle)? = try? Inspection(published.serialized()), bundle.preKeyIDs.count < Self.fewPreKeys {
      findings.append(.fewPreKeys(namespace, bundle.preKeyIDs.count))
    }
    return findings
  }

  private func checkAccess(_ namespace: Namespace, node: String) async throws -> [Finding] {
    let model = try await client.configuration(of: node)["pubsub#access_model"]
    return model == "open" || model == nil ? [] : [.closed(namespace, node: node)]
  }

  /// 25: XEP-0384 0.9, section 5.3.2.
  private static let fewPreKeys = 25
}
