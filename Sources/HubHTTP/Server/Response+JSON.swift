import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    static func json(_ status: Int, _ body: [UInt8], type: MediaName = .json) -> Response {
        var headers = HTTPFields()
        headers.reserveCapacity(4)
        headers[.contentType] = type.rawValue
        headers[.contentLength] = String(body.count)
        return Response(
            status: HTTPResponse.Status(code: status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }
}

enum MediaName: String {
    case json = "application/json"
    case problem = "application/problem+json"
    case csv = "text/csv"
    case xml = "application/xml"
    case textXML = "text/xml"
    case pdf = "application/pdf"
}
