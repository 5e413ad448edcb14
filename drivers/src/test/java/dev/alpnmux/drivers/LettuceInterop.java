package dev.alpnmux.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.alpnmux.client.AlpnmuxClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Lettuce with a real Redis. */
@EnabledIf(
    value = "dev.alpnmux.drivers.RedisServer#isInstalled",
    disabledReason = "redis-server is not installed")
class LettuceInterop {
  private static final Recipe RECIPE = Recipe.of("Redis: Lettuce");

  @TempDir private static Path folder;
  private static RedisServer redis;

  @BeforeAll
  static void redisServes() throws Exception {
    redis = RedisServer.start(folder);
  }

  @AfterAll
  static void redisEnds() {
    if (redis != null) {
      redis.close();
    }
  }

  private static AlpnmuxClient client() throws IOException {
    return Recipe.client(redis.gateway());
  }

  // recipe: Redis: Lettuce
  static ClientResources resources(AlpnmuxClient client, String service) {
    SSLContext context = client.sslContext(service);
    NettyCustomizer tls =
        new NettyCustomizer() {
          @Override
          public void afterChannelInitialized(Channel channel) {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            channel.pipeline().addFirst(new SslHandler(engine));
          }
        };
    return ClientResources.builder().nettyCustomizer(tls).build();
  }

  // end

  // recipe: Redis: Lettuce
  static ClientOptions options(AlpnmuxClient client, String service, Path authority) {
    SslOptions tls =
        SslOptions.builder()
            .jdkSslProvider()
            .trustManager(authority.toFile())
            .sslParameters(() -> client.sslParameters(service))
            .build();
    return ClientOptions.builder().sslOptions(tls).build();
  }

  // end

  private static RedisURI.Builder gateway() {
    return RedisURI.builder().withHost("localhost").withPort(redis.gateway().address().getPort());
  }

  private static String echo(RedisClient lettuce, RedisURI gateway, String value) {
    try (StatefulRedisConnection<String, String> connection = lettuce.connect(gateway)) {
      connection.sync().set("key", value);
      return connection.sync().get("key");
    } finally {
      lettuce.shutdown();
    }
  }

  private static String echoOverStrictTls(String service) throws IOException {
    ClientResources resources = resources(client(), service);
    try {
      return echo(RedisClient.create(resources), gateway().build(), "strict");
    } finally {
      resources.shutdown().syncUninterruptibly();
    }
  }

  private static String echoOverItsOwnTls(String service) throws IOException {
    RedisClient lettuce = RedisClient.create();
    lettuce.setOptions(options(client(), service, Recipe.authority()));
    return echo(lettuce, gateway().withSsl(true).build(), "own");
  }

  @Test
  void valuesComeBackThroughTheClientsContext() throws IOException {
    assertThat(echoOverStrictTls("redis")).isEqualTo("strict");
  }

  @Test
  void valuesComeBackThroughTheDriversOwnTls() throws IOException {
    assertThat(echoOverItsOwnTls("redis")).isEqualTo("own");
  }

  @Test
  void aServiceThatIsNotThereIsTold() {
    RECIPE.assertShown(
        catchThrowable(() -> echoOverStrictTls("valkey")), Recipe.address(redis.gateway()));
    RECIPE.assertShown(
        catchThrowable(() -> echoOverItsOwnTls("valkey")), Recipe.address(redis.gateway()));
  }
}
