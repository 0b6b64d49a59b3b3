import Foundation
import HTTPTypes
import Hummingbird

extension API {
  static let deviceRoutes = DeviceKind.allCases.flatMap { kind in
    let collection = base + "device/\(kind.rawValue)/"
    let item = collection + "{id}/"
    return [
      Route(method: .get, path: collection) { api, request, _ in
        let devices = try await api.store.devices(of: try await api.account(request).id, kind: kind)
        return Response(status: .ok, json: .array(devices.map(Self.json)))
      },
      Route(method: .post, path: collection) { try await $0.register(kind, $1, $2) },
      Route(method: .get, path: item) { api, request, context in
        Response(status: .ok, json: Self.json(try await api.device(kind, request, context).device))
      },
      Route(method: .put, path: item) { try await $0.change(kind, isPartial: false, $1, $2) },
      Route(method: .patch, path: item) { try await $0.change(kind, isPartial: true, $1, $2) },
      Route(method: .delete, path: item) { api, request, context in
        let account = try await api.account(request)
        let id = context.parameters.get("id") ?? ""
        guard try await api.store.deleteDevice(id, of: account.id, kind: kind) else { throw APIError.notFound }
        return Response(status: .noContent)
      },
    ]
  }

  /// Registers a device; one that the account has registered before is the same one.
  private func register(_ kind: DeviceKind, _ request: Request, _ context: GatewayContext) async throws -> Response {
    let account = try await account(request)
    let fields = try await RequestFields(request)
    let registration = try DeviceRegistration(fields, kind: kind)
    let device = PushDevice(
      id: UUID().uuidString.lowercased(), kind: kind, registration: registration.id, keys: registration.keys,
      name: try fields.text("name", limit: 255), deviceID: try fields.text("device_id", limit: 255),
      isActive: try fields.flag("active") ?? true, createdAt: now(), registeredAt: now(), deadAt: nil)
    guard let saved = try await store.save(device, of: account.id) else {
      throw APIError.full("This account has \(GatewayLimits.devicesPerAccount) devices.")
    }
    return Response(status: .created, json: Self.json(saved))
  }

  /// - Parameter isPartial: whether what the body does not name stays as it is (PATCH).
  private func change(
    _ kind: DeviceKind, isPartial: Bool, _ request: Request, _ context: GatewayContext
  ) async throws -> Response {
    var (account, device) = try await device(kind, request, context)
    let fields = try await RequestFields(request)
    if !isPartial || fields.has("registration_id") || fields.has("p256dh") || fields.has("auth") {
      let registration = try DeviceRegistration(fields, kind: kind)
      device.registration = registration.id
      device.keys = registration.keys
      device.registeredAt = now()
      device.deadAt = nil
    }
    if !isPartial || fields.has("name") { device.name = try fields.text("name", limit: 255) }
    if !isPartial || fields.has("device_id") { device.deviceID = try fields.text("device_id", limit: 255) }
    if let isActive = try fields.flag("active") { device.isActive = isActive }
    guard let saved = try await store.update(device, of: account.id) else {
      throw APIError.fields(["registration_id": "Another device of the account has it."])
    }
    return Response(status: .ok, json: Self.json(saved))
  }

  private func device(
    _ kind: DeviceKind, _ request: Request, _ context: GatewayContext
  ) async throws -> (account: Account, device: PushDevice) {
    let account = try await account(request)
    guard let device = try await store.device(context.parameters.get("id") ?? "", of: account.id, kind: kind) else {
      throw APIError.notFound
    }
    return (account, device)
  }

  /// `active` is false too where the push service said that the registration is no more: it takes a new one.
  private static func json(_ device: PushDevice) -> JSONValue {
    .members([
      "id": .string(device.id), "name": .string(device.name), "registration_id": .string(device.registration),
      "device_id": .string(device.deviceID), "active": .bool(device.isActive && device.deadAt == nil),
      "date_created": date(device.createdAt), "p256dh": .string(device.keys.map { Base64URL.encode($0.publicKey) }),
      "auth": .string(device.keys.map { Base64URL.encode($0.secret) }),
    ])
  }
}
