import Pawl
import TestSupport

/// When the pages' examples take place: seconds since 1970.
let pageTime: Int64 = 1_795_392_000

/// Alice and Bob, and Alice has what Bob published.
///
/// - Returns: the folder of their stores, which goes with the value.
func introduced(
  policy: TrustPolicy = .blindTrustBeforeVerification
) async throws -> (folder: TemporaryFolder, alice: Device, bob: Device) {
  let folder = try TemporaryFolder()
  let alice = try openDevice(in: folder.url.path(), jid: "alice@example.org", now: pageTime)
  let bob = try openDevice(in: folder.url.path(), jid: "bob@example.net", now: pageTime)
  try await alice.setTrustPolicy(policy)
  _ = try await alice.importDeviceList(bob.deviceList(), of: bob.jid)
  try await alice.importBundle(bob.bundle(), of: bob.jid, device: bob.id)
  return (folder, alice, bob)
}
