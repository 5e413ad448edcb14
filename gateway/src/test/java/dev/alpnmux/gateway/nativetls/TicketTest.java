package dev.alpnmux.gateway.nativetls;

import static dev.alpnmux.gateway.nativetls.TlsEnd.exchange;
import static dev.alpnmux.gateway.nativetls.TlsEnd.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.nativetls.NativeTls.TicketKeySource;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.TicketKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {
  private final SSLContext client = TestCertificates.trusting();

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSessionIsResumedByAnotherProcessWithTheSameKeys(String version) throws SSLException {
    assertThat(isResumed(tls(List.of(key(1))), "echo", version)).isFalse();
    assertThat(isResumed(tls(List.of(key(1))), "echo", version)).isTrue();
    assertThat(isResumed(tls(List.of(key(2))), "echo", version)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSessionOfOneServiceIsNeverResumedAtAnother(String version) throws SSLException {
    NativeTls tls = tls(List.of(key(1)));
    assertThat(isResumed(tls, "echo", version)).isFalse();
    assertThat(isResumed(tls, "other", version)).isFalse();
    assertThat(isResumed(tls, "other", version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void randomKeysServeOneConfiguration(String version) throws SSLException {
    NativeTls tls = Sessions.tls("a");
    assertThat(isResumed(tls, "echo", version)).isFalse();
    assertThat(isResumed(tls, "echo", version)).isTrue();
    assertThat(isResumed(Sessions.tls("a"), "echo", version)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void oldKeysOpenTicketsUntilTheyAreTakenAway(String version) throws SSLException {
    List<TicketKey> keys = new CopyOnWriteArrayList<>(List.of(key(1)));
    AtomicLong generation = new AtomicLong();
    NativeTls tls =
        new NativeTls(
            Sessions.store("a"),
            new TicketKeySource(generation::get, digest -> List.copyOf(keys)),
            service -> Optional.empty());
    assertThat(isResumed(tls, "echo", version)).isFalse();
    keys.add(0, key(2));
    generation.incrementAndGet();
    assertThat(isResumed(tls, "echo", version)).isTrue();
    keys.clear();
    keys.add(key(3));
    generation.incrementAndGet();
    assertThat(isResumed(tls, "echo", version)).isFalse();
  }

  private boolean isResumed(NativeTls tls, String service, String version) throws SSLException {
    try (NativeEnd server = new NativeEnd(Sessions.server(tls, service));
        JdkEnd end = Sessions.jdkClient(client, version)) {
      handshake(end, server);
      server.write(new byte[] {1});
      server.endOutput();
      exchange(end, server, Integer.MAX_VALUE / 2);
      assertThat(end.takePlaintext()).hasSize(1);
      assertThat(server.session().negotiated().serverName()).hasValue("a.test");
      return server.session().isResumed();
    }
  }

  private static NativeTls tls(List<TicketKey> keys) {
    return new NativeTls(
        Sessions.store("a"),
        new TicketKeySource(() -> 0, digest -> keys),
        service -> Optional.empty());
  }

  private static TicketKey key(int number) {
    byte[] part = new byte[TicketKey.PART_BYTES];
    Arrays.fill(part, (byte) number);
    return new TicketKey(part, part, part);
  }
}
