import HTTPTypes
import Hummingbird
import NIOCore

extension API {
  /// What describes and watches the gateway. `/metrics` and `/healthz` are for its operator: the reverse proxy need not
  /// pass them on.
  static let serviceRoutes = [
    Route(method: .get, path: base + "openapi.json") { _, _, _ in
      Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: OpenAPIDescription.bytes)))
    },
    Route(method: .get, path: base + "vapid/") { api, _, _ in
      guard let key = api.settings.vapidKey else { throw APIError.notFound }
      return Response(status: .ok, json: .object(["key": .string(key)]))
    },
    Route(method: .get, path: "/healthz") { api, _, _ in
      let isHealthy = await api.store.isHealthy()
      return Response(
        status: isHealthy ? .ok : .serviceUnavailable, json: .object(["status": .string(isHealthy ? "ok" : "database")]))
    },
    Route(method: .get, path: "/metrics") { api, _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: api.registry.text())))
    },
  ]
}
