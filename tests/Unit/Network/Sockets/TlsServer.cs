using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace WorkerRunner.Tests.Network.Sockets;

/// <summary>A port on loopback that speaks TLS with a certificate of the test's, and answers <c>{}</c> over it.</summary>
internal sealed class TlsServer : IDisposable
{
    private readonly LoopbackPort port;
    private readonly X509Certificate2 certificate;

    public TlsServer(X509Certificate2 certificate)
    {
        this.certificate = certificate;
        port = new(Answer);
    }

    public int Port => port.Number;

    public void Dispose()
    {
        port.Dispose();
        certificate.Dispose();
    }

    private void Answer(Stream connection)
    {
        using var stream = new SslStream(connection);
        stream.AuthenticateAsServer(certificate);
        stream.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8);
    }
}
