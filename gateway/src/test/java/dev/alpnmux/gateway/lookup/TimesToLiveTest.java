package dev.alpnmux.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TimesToLiveTest {
  private static final EventLoop LOOP = new DefaultEventLoop();
  private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  private final TimesToLive times = new TimesToLive();

  @AfterAll
  static void stop() {
    LOOP.shutdownGracefully();
  }

  @Test
  void theShortestTimeOfSeveralAddressesCounts() {
    times.cache("db.test", null, ADDRESS, 30, LOOP);
    times.cache("db.test", null, ADDRESS, 20, LOOP);
    times.cache("db.test", null, ADDRESS, 40, LOOP);

    assertThat(times.taken("DB.test")).contains(Duration.ofSeconds(20));
    assertThat(times.taken("db.test")).isEmpty();
  }

  @Test
  void anAliasOfAnAliasCounts() {
    times.cache("db.test.", "one.test.", 60, LOOP);
    times.cache("one.test.", "two.test.", 5, LOOP);
    times.cache("db.test", null, ADDRESS, 3600, LOOP);

    assertThat(times.taken("db.test")).contains(Duration.ofSeconds(5));
  }

  @Test
  void aliasesThatLeadInACircleComeToAnEnd() {
    times.cache("db.test.", "one.test.", 60, LOOP);
    times.cache("one.test.", "db.test.", 50, LOOP);
    times.cache("db.test", null, ADDRESS, 3600, LOOP);

    assertThat(times.taken("db.test")).contains(Duration.ofSeconds(50));
  }

  @Test
  void aNameThatWasFoundInASearchDomainIsFoundHereToo() {
    times.cache("db.other.test", null, ADDRESS, 10, LOOP);
    times.cache("dbs.test", null, ADDRESS, 10, LOOP);
    times.cache("db.cluster.test", null, ADDRESS, 20, LOOP);

    assertThat(times.taken("db.cluster")).contains(Duration.ofSeconds(20));
    assertThat(times.taken("db.cluster")).isEmpty();
  }

  @Test
  void nothingIsAnsweredFromHere() {
    times.cache("db.test.", "one.test.", 60, LOOP);
    times.cache("db.test", null, ADDRESS, 3600, LOOP);

    assertThat(times.get("db.test.")).isNull();
    assertThat(times.get("db.test", null)).isEmpty();
  }
}
