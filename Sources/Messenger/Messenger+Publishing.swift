package import Pawl
import XML
package import XMPPClient

extension Messenger {
  /// Publishes what of this device is missing on the server, or stands there otherwise than here: first the bundle, so that
  /// nobody finds a device without one.
  package func publishWhatIsMissing() async throws(RequestError) {
    for namespace in Namespace.allCases.reversed() {
      if try await isBundleStale(namespace) { await perform([.publishBundle(namespace)]) }
      await perform([.fetchDeviceList(jid: account.description, namespace)])
    }
  }

  /// Publishes the bundles and the lists, whatever stands on the server.
  ///
  /// - Parameter lost: another device of the account, to be taken off the lists.
  package func publishAll(without lost: DeviceID? = nil) async {
    await perform(Namespace.allCases.reversed().map { .fetchDeviceList(jid: account.description, $0) })
    if let lost {
      do throws(StorageError) {
        _ = try await device.unlist(lost)
      } catch {
        announce.yield(.storeFailed(error))
      }
    }
    await perform(Namespace.allCases.reversed().flatMap { [.publishBundle($0), .publishDeviceList($0)] })
  }

  private func isBundleStale(_ namespace: Namespace) async throws(RequestError) -> Bool {
    do {
      let published = try await latest(
        of: account.description, at: namespace.bundleNode(of: device.id), id: namespace.bundleItem(of: device.id))
      return try await published != Element.parse(Array(device.bundle(namespace).utf8))
    } catch let error as RequestError {
      throw error
    } catch {
      announce.yield(.storeFailed(error as? StorageError ?? .corrupt))
      return false
    }
  }
}
