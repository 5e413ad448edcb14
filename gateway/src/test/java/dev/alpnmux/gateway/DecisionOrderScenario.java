package dev.alpnmux.gateway;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static dev.alpnmux.spec.HelloBuilder.join;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.testing.RawClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import dev.alpnmux.spec.HelloBuilder;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that could be refused for two reasons, of neighbouring steps of the decision: the earlier
 * one is the answer, and no upstream is connected for any of them.
 */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class DecisionOrderScenario {
  private static final int TLS_1_1 = 0x0302;
  private static final String RESET = "RESET";
  private static final String CLOSED = "EOF";
  private static final byte[] NO_TLS = "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] DENIED_CLIENT =
      "PROXY TCP4 192.0.2.9 127.0.0.1 1 2\r\n".getBytes(US_ASCII);

  private static ServerSocket upstream;
  private static RunningGateway gateway;
  private static RawClient onlyClient;
  private static Socket onlyConnection;

  @SuppressWarnings("unused") // For start.
  DecisionOrderScenario(TlsEngine engine) {}

  @BeforeParameterizedClassInvocation
  static void start(TlsEngine engine) throws IOException {
    upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (ServerSocket dying = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      gateway = RunningGateway.of(engine, document(at(upstream), at(dying)));
      onlyClient = new RawClient(gateway.address());
      onlyClient.send(List.of(hello("a.test", "full").record()));
      onlyConnection = dying.accept();
    }
  }

  private static String at(ServerSocket socket) {
    return "'upstreams':['127.0.0.1:" + socket.getLocalPort() + "']";
  }

  private static String document(String alive, String dying) {
    return RunningGateway.document(
        listener("strict", "'requireServerName':true")
            + listener("away", "'from':{'deny':['127.0.0.0/8']}")
            + listener(
                "proxied",
                "'proxyProtocol':'required','trustedSources':['127.0.0.1'],"
                    + "'from':{'deny':['192.0.2.0/24']}"),
        List.of("a"),
        service("svc", alive)
            + service("elsewhere", "'serverNames':['localhost']," + alive)
            + service("denied", "'from':{'deny':['127.0.0.0/8']}," + alive)
            + service("full", "'mode':'passthrough','limits':{'connections':1}," + dying)
            + service("other", "'mode':'passthrough'," + alive)
            + "'acme-tls/1':{'mode':'passthrough',"
            + alive
            + "}",
        "");
  }

  private static String listener(String name, String rules) {
    return "},{'name':'" + name + "','address':'127.0.0.1:0'," + rules;
  }

  private static String service(String name, String rules) {
    return "'" + name + "':{" + rules + "},";
  }

  @AfterParameterizedClassInvocation
  static void stop() throws IOException {
    onlyConnection.close();
    onlyClient.close();
    gateway.close();
    upstream.close();
  }

  @AfterEach
  void noUpstreamIsConnected() throws IOException {
    upstream.setSoTimeout(1);
    assertThatThrownBy(() -> upstream.accept().close()).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void theAddressIsJudgedBeforeAnOctetIsRead() throws Exception {
    refused("away", NO_TLS, Refusal.ADDRESS_DENIED, RESET);
  }

  @Test
  void theProxyHeaderIsJudgedBeforeWhatFollowsIt() throws Exception {
    refused("proxied", NO_TLS, Refusal.PROXY_HEADER, CLOSED);
    refused("proxied", join(DENIED_CLIENT, NO_TLS), Refusal.ADDRESS_DENIED, RESET);
  }

  @Test
  void whetherItIsTlsIsJudgedBeforeItsLength() throws Exception {
    refused(new byte[] {22, 2, 0, -1, -1, 1, -1, -1, -1}, Refusal.NOT_TLS, CLOSED);
  }

  @Test
  void theLengthIsJudgedBeforeTheSyntax() throws Exception {
    byte[] malformed = hello("a.test", "svc").protocols("svc").message();
    malformed[1] = 1; // Now it declares 64 KiB more.
    refused(HelloBuilder.records(malformed, 1 << 14), Refusal.HELLO_TOO_LARGE, alert(50));
  }

  @Test
  void theSyntaxIsJudgedBeforeTheVersion() throws Exception {
    HelloBuilder old = hello("a.test", "svc").versions(TLS_1_1);
    refused(old.protocols("svc"), Refusal.DUPLICATE_EXTENSION, alert(47));
    refused(old.extension(0xABCD).extension(0xABCD), Refusal.DUPLICATE_EXTENSION, alert(47));
  }

  @Test
  void theVersionIsJudgedBeforeTheServerName() throws Exception {
    refused(hello("c.test", "svc").versions(TLS_1_1), Refusal.TLS_VERSION, alert(70));
    HelloBuilder nameless = hello().protocols("svc").versions(TLS_1_1);
    refused("strict", nameless.record(), Refusal.TLS_VERSION, alert(70));
  }

  @Test
  void theServerNameIsJudgedBeforeTheOffer() throws Exception {
    refused(hello().serverName("c.test"), Refusal.UNKNOWN_SERVER_NAME, alert(112));
    refused(hello("c.test", "nope"), Refusal.UNKNOWN_SERVER_NAME, alert(112));
    refused("strict", hello().record(), Refusal.NO_SERVER_NAME, alert(109));
    refused("strict", hello().protocols("nope").record(), Refusal.NO_SERVER_NAME, alert(109));
  }

  @Test
  void theReasonsOfAnOfferHaveTheirOrder() throws Exception {
    refused(hello("a.test", "elsewhere", "denied"), Refusal.ADDRESS_DENIED, alert(120));
    refused(hello("a.test", "acme-tls/1", "denied"), Refusal.ADDRESS_DENIED, alert(120));
    refused(hello("a.test", "elsewhere", "acme-tls/1"), Refusal.ACME_NOT_ALONE, alert(120));
    refused(hello("a.test", "nope", "elsewhere"), Refusal.SERVICE_ELSEWHERE, alert(120));
  }

  @Test
  void anAmbiguousOfferIsNoneOfAValidation() throws Exception {
    refused(hello("a.test", "other", "acme-tls/1"), Refusal.AMBIGUOUS_OFFER, alert(120));
  }

  @Test
  void theOfferIsJudgedBeforeTheLimitsOfTheService() throws Exception {
    refused(hello("a.test", "full", "other"), Refusal.AMBIGUOUS_OFFER, alert(120));
  }

  @Test
  void theLimitsOfTheServiceAreJudgedBeforeItsUpstreams() throws Exception {
    refused(hello("a.test", "full"), Refusal.LIMIT, alert(80));
  }

  private static void refused(HelloBuilder hello, Refusal refusal, String answer) throws Exception {
    refused(hello.record(), refusal, answer);
  }

  private static void refused(byte[] bytes, Refusal refusal, String answer) throws Exception {
    refused("public", bytes, refusal, answer);
  }

  private static void refused(String listener, byte[] bytes, Refusal refusal, String answer)
      throws Exception {
    assertThat(RawClient.ask(gateway.address(listener), List.of(bytes))).isEqualTo(answer);
    assertThat(gateway.events().next().refusal()).isEqualTo(refusal);
  }

  private static String alert(int code) {
    return "150303000202" + HexFormat.of().toHexDigits((byte) code) + " EOF";
  }
}
