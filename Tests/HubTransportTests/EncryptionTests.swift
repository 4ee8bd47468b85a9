import Foundation
import HubTransport
import Testing

/// Certificates, against the server that comes with the `openssl` command.
@Suite(.timeLimit(.minutes(1))) struct EncryptionTests {
    @Test(
        "only a trusted certificate for the very host will do",
        arguments: [
            (name: "IP:127.0.0.1", isTrusted: true, accepted: true),
            (name: "IP:127.0.0.1", isTrusted: false, accepted: false),
            (name: "DNS:api.example.com", isTrusted: true, accepted: false),
        ]
    )
    func checksCertificates(name: String, isTrusted: Bool, accepted: Bool) async throws {
        let openssl = URL(filePath: "/usr/bin/openssl")
        guard FileManager.default.isExecutableFile(atPath: openssl.path) else {
            print("skipped: the openssl command is absent")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "quittance-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = folder.appending(path: "certificate.pem").path
        let key = folder.appending(path: "key.pem").path
        let maker = try start(
            openssl,
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=test"]
                + ["-addext", "subjectAltName=\(name)", "-keyout", key, "-out", certificate]
        )
        maker.waitUntilExit()
        try #require(maker.terminationStatus == 0)

        let output = Pipe()
        let server = try start(
            openssl,
            ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"],
            output: output
        )
        defer { server.terminate() }
        let port = try #require(try acceptedPort(output))

        var limits = TransportLimits.standard
        limits.authorityFile = isTrusted ? certificate : nil
        let transport = try HTTPTransport(limits: limits)
        let request = TransportRequest(method: "GET", url: "https://127.0.0.1:\(port)/", timeoutMilliseconds: 20_000)
        let egress = EgressPolicy(hosts: ["127.0.0.1:\(port)"])
        do {
            let response = try await transport.send(request, egress: egress)
            #expect(accepted && response.status == 200)
        } catch {
            #expect(!accepted && error.reason == .tls && !error.bytesLeft, "\(error)")
        }
    }

    private func start(_ tool: URL, _ arguments: [String], output: Pipe? = nil) throws -> Process {
        let process = Process()
        process.executableURL = tool
        process.arguments = arguments
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // Kept open: the server ends when its input does.
        process.standardInput = Pipe()
        try process.run()
        return process
    }

    /// The port in the line "ACCEPT 127.0.0.1:12345", printed once the server listens.
    private func acceptedPort(_ output: Pipe) throws -> UInt16? {
        var text = ""
        while !text.hasSuffix("\n") || !text.contains("ACCEPT") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { return nil }
            text += String(decoding: data, as: UTF8.self)
        }
        let line = text.split(separator: "\n").last { $0.hasPrefix("ACCEPT") }
        return line?.split(separator: ":").last.flatMap { UInt16($0.trimmingCharacters(in: .whitespaces)) }
    }
}
