package dev.alpnmux.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.tls.TlsEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OkHttp with the JDK's web server. */
class OkHttpInterop {
  private static final Recipe RECIPE = Recipe.of("HTTP: OkHttp");

  private static HttpServer server;
  private static RunningGateway gateway;

  @BeforeAll
  static void serverServes() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestHeaders().getFirst("Host").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    int port = server.getAddress().getPort();
    gateway =
        RunningGateway.serving(
            TlsEngine.NATIVE, "'http/1.1':{'upstreams':['127.0.0.1:" + port + "']}");
  }

  @AfterAll
  static void serverEnds() {
    if (gateway != null) {
      gateway.close();
    }
    server.stop(0);
  }

  // recipe: HTTP: OkHttp
  static OkHttpClient http(AlpnmuxClient client, String service) {
    return new OkHttpClient.Builder()
        .socketFactory(client.socketFactory(service))
        .protocols(List.of(Protocol.HTTP_1_1))
        .dns(host -> List.of(InetAddress.getLoopbackAddress()))
        .build();
  }

  // end

  private static String answer(String service) throws IOException {
    OkHttpClient http = http(Recipe.client(gateway), service);
    // recipe: HTTP: OkHttp
    Request request = new Request.Builder().url("http://orders.example/").build();
    try (Response response = http.newCall(request).execute()) {
      return response.body().string();
    }
    // end
  }

  @Test
  void theServerAnswersAndSeesTheHost() throws IOException {
    assertThat(answer("http/1.1")).isEqualTo("orders.example");
  }

  @Test
  void aServiceThatIsNotThereIsThrown() {
    RECIPE.assertRefusal(catchThrowable(() -> answer("http/1.0")), Recipe.address(gateway));
  }
}
