/// The API in OpenAPI 3.1: `openapi.json` beside this file.
package enum OpenAPIDescription {
  /// UTF-8.
  package static let bytes: [UInt8] = PackageResources.openapi_json
}
