package dev.alpnmux.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.gateway.testing.RunningGateway;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Jedis with a real Redis. */
@EnabledIf(
    value = "dev.alpnmux.drivers.RedisServer#isInstalled",
    disabledReason = "redis-server is not installed")
class JedisInterop {
  private static final Recipe RECIPE = Recipe.of("Redis: Jedis");

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

  // recipe: Redis: Jedis
  static JedisPooled overSockets(AlpnmuxClient client, String service) {
    JedisSocketFactory sockets =
        () -> {
          try {
            return client.connect(service);
          } catch (IOException e) {
            throw new JedisConnectionException(e);
          }
        };
    return new JedisPooled(
        new GenericObjectPoolConfig<Connection>(),
        sockets,
        DefaultJedisClientConfig.builder().build());
  }

  // end

  // recipe: Redis: Jedis
  static JedisPooled overItsOwnTls(AlpnmuxClient client, String service, HostAndPort gateway) {
    JedisClientConfig config =
        DefaultJedisClientConfig.builder()
            .ssl(true)
            .sslSocketFactory(client.sslContext(service).getSocketFactory())
            .sslParameters(client.sslParameters(service))
            .build();
    return new JedisPooled(gateway, config);
  }

  // end

  private static HostAndPort gateway() {
    return HostAndPort.from(Recipe.address(redis.gateway()));
  }

  @Test
  void valuesComeBackThroughTheClientsSockets() throws IOException {
    try (JedisPooled jedis = overSockets(client(), "redis")) {
      jedis.set("sockets", "hello");
      assertThat(jedis.get("sockets")).isEqualTo("hello");
    }
  }

  @Test
  void valuesComeBackThroughTheDriversOwnTls() throws IOException {
    try (JedisPooled jedis = overItsOwnTls(client(), "redis", gateway())) {
      jedis.set("tls", "hello");
      assertThat(jedis.get("tls")).isEqualTo("hello");
    }
  }

  @Test
  void aServiceThatIsNotThereIsTheCause() throws IOException {
    RunningGateway gateway = redis.gateway();
    try (JedisPooled jedis = overSockets(client(), "valkey")) {
      RECIPE.assertRefusal(catchThrowable(() -> jedis.get("key")), Recipe.address(gateway));
    }
    try (JedisPooled jedis = overItsOwnTls(client(), "valkey", gateway())) {
      RECIPE.assertShown(catchThrowable(() -> jedis.get("key")), Recipe.address(gateway));
    }
  }
}
