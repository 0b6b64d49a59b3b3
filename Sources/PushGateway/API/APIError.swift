import HTTPTypes
import Hummingbird
import NIOCore

/// A request that is not done, with the status and body that say so.
enum APIError: Error, Equatable, Sendable {
  /// 400, with what is wrong of which field, as Django REST framework writes it.
  case fields([String: String])
  /// 400, with one sentence.
  case bad(String)
  /// 401: no API token, or none that is known.
  case unauthenticated
  /// 401: the name exists and has another password.
  case invalidCredentials
  /// 403.
  case forbidden
  /// 404, without a body.
  case notFound
  /// 409: there is no room for more.
  case full(String)
  /// 410: it was there, and will not come back.
  case gone
  /// 413.
  case tooLarge
  /// 415: neither JSON nor a form.
  case unsupportedMediaType
  /// 429, and after how many seconds it may be tried again.
  case limited(after: Int64)
  /// 501: nothing is configured that could do it.
  case undeliverable
  /// 503: the database does not answer, or the device is switched off; it may be tried again in so many seconds.
  case unavailable(after: Int64)
}

extension APIError: HTTPResponseError {
  var status: HTTPResponse.Status {
    switch self {
    case .fields, .bad: .badRequest
    case .unauthenticated, .invalidCredentials: .unauthorized
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .full: .conflict
    case .gone: .gone
    case .tooLarge: .contentTooLarge
    case .unsupportedMediaType: .unsupportedMediaType
    case .limited: .tooManyRequests
    case .undeliverable: .notImplemented
    case .unavailable: .serviceUnavailable
    }
  }

  func response(from request: Request, context: some RequestContext) -> Response {
    var response = Response(status: status, json: body)
    switch self {
    case .limited(let seconds), .unavailable(let seconds): response.headers[.retryAfter] = String(seconds)
    case .unauthenticated: response.headers[.wwwAuthenticate] = "Token"
    default: break
    }
    return response
  }

  private var body: JSONValue? {
    switch self {
    case .fields(let fields): .object(fields.mapValues { .array([.string($0)]) })
    case .bad(let text), .full(let text): .object(["error": .string(text)])
    case .unauthenticated: .object(["detail": .string("Authentication credentials were not provided or are not valid.")])
    case .invalidCredentials: .object(["error": .string("Invalid credentials")])
    case .undeliverable: .object(["error": .string("This gateway cannot reach devices of this kind.")])
    case .forbidden, .notFound, .gone, .tooLarge, .unsupportedMediaType, .limited, .unavailable: nil
    }
  }
}

extension Response {
  /// An answer in JSON, or one without a body.
  init(status: HTTPResponse.Status, json: JSONValue?) {
    guard let json else {
      self.init(status: status)
      return
    }
    self.init(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.data)))
  }
}
