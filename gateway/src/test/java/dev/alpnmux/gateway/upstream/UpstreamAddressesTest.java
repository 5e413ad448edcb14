package dev.alpnmux.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.route.Upstream;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpstreamAddressesTest {
  private static final Upstream.Tcp DB = new Upstream.Tcp("db.test", 5432);
  private static final Upstream.Tcp OTHER_PORT = new Upstream.Tcp("db.test", 80);
  private static final Upstream.Tcp LITERAL = new Upstream.Tcp("::1", 80);

  private final UpstreamAddresses addresses = new UpstreamAddresses();
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();

  @Test
  void anAddressNeedsNoLookup() {
    addresses.expect(List.of(LITERAL));

    ask(LITERAL);

    assertThat(answers).containsExactly("[0:0:0:0:0:0:0:1]:80");
  }

  @Test
  void whoComesBeforeTheFirstAnswerIsToldOnHisThread() throws Exception {
    addresses.expect(List.of(DB));
    ask(DB);
    ask(OTHER_PORT);

    addresses.found("db.test", List.of(ip("10.0.0.1"), ip("10.0.0.2")));

    assertThat(answers).isEmpty();
    tasks.forEach(Runnable::run);
    assertThat(answers).containsExactly("10.0.0.1:5432 10.0.0.2:5432", "10.0.0.1:80 10.0.0.2:80");
  }

  @Test
  void theLastGoodAnswerOutlivesFailures() throws Exception {
    addresses.expect(List.of(DB));
    addresses.failed("db.test", "no answer");
    ask(DB);
    addresses.found("db.test", List.of(ip("10.0.0.1")));
    ask(DB);
    addresses.failed("db.test", "no answer");
    ask(DB);
    addresses.found("db.test", List.of(ip("10.0.0.2")));
    ask(DB);

    assertThat(answers)
        .containsExactly(
            "its name cannot be resolved: no answer",
            "10.0.0.1:5432",
            "10.0.0.1:5432",
            "10.0.0.2:5432");
  }

  @Test
  void whatIsNoUpstreamAnyMoreIsForgotten() throws Exception {
    addresses.expect(List.of(DB, LITERAL));
    addresses.found("db.test", List.of(ip("10.0.0.1")));

    addresses.expectOnly(List.of(LITERAL, new Upstream.UnixSocket("/run/x")));
    addresses.found("db.test", List.of(ip("10.0.0.1")));
    ask(DB);
    ask(LITERAL);

    assertThat(answers).containsExactly("it is no upstream any more", "[0:0:0:0:0:0:0:1]:80");
  }

  private void ask(Upstream.Tcp upstream) {
    addresses.find(
        upstream,
        tasks::add,
        found ->
            answers.add(String.join(" ", found.stream().map(UpstreamAddressesTest::text).toList())),
        answers::add);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + address.getPort();
  }

  private static InetAddress ip(String literal) throws Exception {
    return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(literal));
  }
}
