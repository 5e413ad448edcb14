package dev.alpnmux.gateway.check;

import dev.alpnmux.gateway.route.HealthCheck;
import dev.alpnmux.gateway.route.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Sends a GET and looks at the status of the answer, and at nothing else of it. */
final class HttpProbe implements Probe {
  private final HealthCheck check;
  private final HttpClient client;

  HttpProbe(Vertx vertx, HealthCheck check) {
    this.check = check;
    this.client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
  }

  @Override
  public Future<Void> ask(Upstream.Tcp upstream, InetAddress address) {
    long timeoutMillis = check.timeout().toMillis();
    int port = check.port().orElse(upstream.port());
    return client
        .request(
            new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(upstream.host())
                .setPort(port)
                .setURI(check.http().path())
                .setConnectTimeout(timeoutMillis)
                .setIdleTimeout(timeoutMillis))
        .compose(HttpClientRequest::send)
        .compose(this::judge);
  }

  /** The rest of the answer may be long, or never end. */
  private Future<Void> judge(HttpClientResponse response) {
    int status = response.statusCode();
    Future<Void> closed = response.request().connection().close();
    if (status == check.http().status()) {
      return closed;
    }
    String why = "GET " + check.http().path() + " is answered with status " + status;
    return Future.failedFuture(new BadAnswerException(why));
  }

  @Override
  public void close() {
    client.close();
  }
}
