package dev.alpnmux.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.alpnmux.spec.AlertDescription;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/**
 * What a gateway, or what stands in its place, may do instead of serving: each refusal with its
 * fatal alert, and each way to fail at each stage. All but {@link #STALL_BEFORE_HELLO} and {@link
 * #RESET_BEFORE_HELLO} first read the client's hello, which {@link FakeGateway#nextHello} returns.
 */
public enum Misbehaviour implements FakeGateway.Behaviour {
  /** Alert 120: no such service, or no ALPN offered. */
  UNKNOWN_SERVICE(AlertDescription.NO_APPLICATION_PROTOCOL),
  /** Alert 112: the server name is not known. */
  UNKNOWN_SERVER_NAME(AlertDescription.UNRECOGNIZED_NAME),
  /** Alert 109: a server name is required. */
  NO_SERVER_NAME(AlertDescription.MISSING_EXTENSION),
  /** Alert 80: the service is known, and none of its upstreams can be reached. */
  UPSTREAM_UNAVAILABLE(AlertDescription.INTERNAL_ERROR),
  /** Alert 70: neither TLS 1.2 nor 1.3 was offered. */
  OLD_VERSION(AlertDescription.PROTOCOL_VERSION),
  /** Alert 47: an extension came twice. */
  DUPLICATE_EXTENSION(AlertDescription.ILLEGAL_PARAMETER),
  /** Alert 50: the hello cannot be read. */
  MALFORMED_HELLO(AlertDescription.DECODE_ERROR),
  /** Alert 40: no cipher suite in common. */
  HANDSHAKE_FAILURE(AlertDescription.HANDSHAKE_FAILURE),
  /** Alert 49: this client may not. */
  ACCESS_DENIED(AlertDescription.ACCESS_DENIED),
  /** Alert 116 in place of a handshake: a client certificate is required. */
  CLIENT_CERTIFICATE_REQUIRED(AlertDescription.CERTIFICATE_REQUIRED),
  /** Alert 121, for which no JDK has a name. */
  UNNAMED_ALERT((socket, gateway) -> refuse(socket, gateway, new byte[] {21, 3, 3, 0, 2, 2, 121})),

  /** Accepts, and neither reads nor writes until the gateway is closed. */
  STALL_BEFORE_HELLO((socket, gateway) -> gateway.isClosedWithin(Duration.ofDays(1))),
  /** Says nothing until the client goes. */
  STALL(
      (socket, gateway) -> {
        gateway.readHello(socket);
        FakeGateway.drain(socket);
      }),
  /** Shakes hands, and then says nothing until the client goes. */
  STALL_AFTER_HANDSHAKE(afterHandshake((tls, below) -> FakeGateway.drain(tls))),
  /** Sends a record of a handshake one octet at a time, faster than any read timeout. */
  DRIP(Misbehaviour::drip),

  /** Closes the connection in place of an answer. */
  CLOSE_AT_ONCE((socket, gateway) -> gateway.readHello(socket)),
  /** Ends its sending side in place of an answer, and goes on reading until the client goes. */
  HALF_CLOSE((socket, gateway) -> refuse(socket, gateway, new byte[0])),
  /** Shakes hands, ends its sending side with a close_notify, and goes on reading. */
  HALF_CLOSE_AFTER_HANDSHAKE(
      afterHandshake(
          (tls, below) -> {
            tls.shutdownOutput();
            FakeGateway.drain(tls);
          })),
  /** Shakes hands, and ends the TCP stream without a close_notify, as an attacker would. */
  TRUNCATION(
      afterHandshake(
          (tls, below) -> {
            below.shutdownOutput();
            FakeGateway.drain(below);
          })),

  /** Resets the connection as soon as it is accepted. */
  RESET_BEFORE_HELLO((socket, gateway) -> socket.setSoLinger(true, 0)),
  /** Resets the connection in place of an answer. */
  RESET(
      (socket, gateway) -> {
        gateway.readHello(socket);
        socket.setSoLinger(true, 0);
      }),
  /** Shakes hands, and resets the connection. */
  RESET_AFTER_HANDSHAKE(afterHandshake(TlsGateway.RESET)),
  /** Answers with the greeting of another protocol. */
  GARBAGE(
      (socket, gateway) -> refuse(socket, gateway, "SSH-2.0-OpenSSH_9.2\r\n".getBytes(US_ASCII))),

  /** Shakes hands without an ALPN answer, as a server that knows no ALPN. */
  NO_PROTOCOL((socket, gateway) -> serving().withoutAcknowledgement().serve(socket, gateway)),
  /** Answers, in TLS 1.2, with a ServerHello that acknowledges what was not asked for. */
  WRONG_PROTOCOL(
      (socket, gateway) -> {
        socket.getOutputStream().write(WrongAnswer.to(gateway.readHello(socket)));
        FakeGateway.drain(socket);
      }),

  /** Shows a certificate of the trusted authority that has expired. */
  EXPIRED_CERTIFICATE(
      (socket, gateway) -> TlsGateway.with(TestCertificates.EXPIRED_SERVER).serve(socket, gateway)),
  /** Shows a certificate of the trusted authority for another name. */
  WRONG_NAME(
      (socket, gateway) -> TlsGateway.with(TestCertificates.WRONG_NAME).serve(socket, gateway)),
  /** Shows a certificate of an authority that nobody trusts. */
  UNTRUSTED_CERTIFICATE(
      (socket, gateway) -> TlsGateway.with(TestCertificates.UNTRUSTED).serve(socket, gateway));

  private static final Duration BETWEEN_DROPS = Duration.ofMillis(20);

  @SuppressWarnings("ImmutableEnumChecker") // Each is a function of its arguments.
  private final FakeGateway.Behaviour behaviour;

  Misbehaviour(FakeGateway.Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  Misbehaviour(AlertDescription alert) {
    this((socket, gateway) -> refuse(socket, gateway, alert.record()));
  }

  @Override
  public void serve(Socket accepted, FakeGateway gateway) throws IOException {
    behaviour.serve(accepted, gateway);
  }

  private static FakeGateway.Behaviour afterHandshake(TlsGateway.Service service) {
    return (socket, gateway) -> serving().service(service).serve(socket, gateway);
  }

  private static TlsGateway serving() {
    return TlsGateway.with(TestCertificates.SERVER);
  }

  /** Closing with unread octets would become a reset, which can overtake the answer. */
  private static void refuse(Socket socket, FakeGateway gateway, byte[] answer) throws IOException {
    gateway.readHello(socket);
    socket.getOutputStream().write(answer);
    socket.shutdownOutput();
    FakeGateway.drain(socket);
  }

  private static void drip(Socket socket, FakeGateway gateway) throws IOException {
    gateway.readHello(socket);
    OutputStream out = socket.getOutputStream();
    // A record of 16,128 octets that holds a ServerHello of 15,872
    out.write(new byte[] {22, 3, 3, 0x3F, 0x00, 2, 0, 0x3E, 0x00});
    while (!gateway.isClosedWithin(BETWEEN_DROPS)) {
      out.write(3);
    }
  }
}
